workflow "looping" { zh = "循环", en = "Loops", start = "again",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
form "go" { zh = "继续", en = "Go on", outcome "ok" { zh = "好", en = "OK" } }
-- A stage that goes round without anything happening is stopped and shown, not run for ever.
stage "again" { zh = "再来", en = "Again", next = { "again" }, function(case)
  case:set { rounds = (case.data.rounds or 0) + 1 }
  if case.data.rounds == 5 then case:task("go", { to = "clerk" }) end
  if case.data.rounds > 100000 then return case:close "done" end
  return "again"
end }
