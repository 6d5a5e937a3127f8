-- A small workflow that every rule for offices is tried on: what each office makes of it stands in
-- offices/, with the specs that prove it.

workflow "errand" { zh = "代办", en = "Errand", intake = "request", start = "taken", code = "E",
  outcomes = { { "done", zh = "办结", en = "Done" }, { "dropped", zh = "撤回", en = "Dropped" } },
}
clock "E-D1" { zh = "答复", en = "Answer", owner = "office", basis = "law: XF 22", within = days(15) }
clock "E-D2" { zh = "办结", en = "Finish", owner = "office", basis = "assumed", within = days(60) }
setting "pause" { days(3), min = days(1), max = days(5), basis = "assumed", zh = "间隔", en = "Pause" }

form "request" { zh = "申请", en = "Request", text "what" { zh = "事项", en = "What", plain = true, max = 100 } }
form "work" { zh = "办理", en = "Work", outcome "ok" { zh = "完成", en = "OK" }, outcome "again" { zh = "重来", en = "Again" } }
form "drop" { zh = "撤回", en = "Drop" }
signal "drop" { zh = "撤回", en = "Drop", from = "clerk", form = "drop" }
on "drop" (function(case) return "dropping" end)

stage "taken" { zh = "受理", en = "Taken", next = { "taken", "doing" }, duties = { start = { "E-D2" }, stop = { "E-D1" } }, function(case)
  case:start_clock("E-D1", { from = case:today() })
  local answer = case:task("work", { to = "clerk" })
  case:stop_clock "E-D1"
  if answer.outcome == "again" then return "taken" end                          -- goes on: nothing is owed yet
  case:start_clock("E-D2", { from = answer.on })
  return "doing"
end }
stage "doing" { zh = "办理", en = "Doing", next = { "pausing", "ending" }, function(case)
  if case:task("work", { to = "clerk" }).outcome == "again" then return "pausing" end
  return "ending"
end }
stage "pausing" { zh = "暂停", en = "Pausing", next = { "ending" }, function(case)
  case:sleep(case.settings.pause)
  return "ending"
end }
stage "ending" { zh = "办结", en = "Ending", function(case)
  case:task("work", { to = "clerk" })
  case:stop_clock "E-D2"
  return case:close "done"
end }
stage "dropping" { zh = "撤回", en = "Dropping", function(case)
  for _, id in ipairs { "E-D1", "E-D2" } do
    if case:running(id) then case:stop_clock(id) end
  end
  return case:close "dropped"
end }
