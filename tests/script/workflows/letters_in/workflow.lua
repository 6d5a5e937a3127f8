workflow "letters_in" { zh = "来信", en = "Signals", start = "waiting",
  outcomes = { { "done", zh = "完成", en = "Done" }, { "stopped", zh = "停止", en = "Stopped" } } }
clock "own-hour" { zh = "一小时", en = "An hour", owner = "office", basis = "assumed", within = hours(1) }
form "word" { zh = "来信", en = "Word", number "number" { zh = "编号", en = "Number", required = true } }
form "go" { zh = "继续", en = "Go on", outcome "ok" { zh = "好", en = "OK" } }
form "nothing" { zh = "空", en = "Nothing", text "remark" { zh = "备注", en = "Remark", plain = true } }

signal "word" { zh = "来信", en = "A word", from = { "clerk", "citizen" }, form = "word" }
signal "count" { zh = "计数", en = "Count", from = { "clerk" }, form = "nothing", only_in = { "waiting" } }
on "count" (function(case, answer)                                              -- no stage: the stage goes on
  case:set { count = (case.data.count or 0) + 1, remark = answer.remark }
end)
signal "stop" { zh = "停止", en = "Stop", from = { "clerk" }, form = "nothing", not_in = { "waiting" } }
on "stop" (function(case)
  return case:close "stopped"
end)

stage "waiting" { zh = "等待", en = "Waiting", next = { "reading" }, function(case)
  case:task("go", { to = "clerk" })
  return "reading"
end }
-- What came while nobody waited was kept across the stage, in order.
stage "reading" { zh = "阅读", en = "Reading", next = { "last" }, function(case)
  local first = case:await "word"
  local second = case:await "word"
  if first.number ~= 1 or second.number ~= 2 then error { code = "out_of_order" } end
  return "last"
end }
stage "last" { zh = "最后", en = "The last", function(case)
  local word = case:await("word", { expires = "own-hour" })
  if word.outcome == "expired" then return case:close "stopped" end
  if case.data.count ~= 2 then error { code = "not_counted" } end
  return case:close "done"
end }
