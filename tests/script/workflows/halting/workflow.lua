workflow "halting" { zh = "停止计时", en = "Stopping a clock", intake = "start", start = "one",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
clock "own-term" { zh = "期限", en = "Term", owner = "office", basis = "assumed", within = days(5) }
form "start" { zh = "开始", en = "Start", rows "items" { zh = "条目", en = "Items", min = 2, number "n" { zh = "数", en = "Number", required = true } } }
form "halt" { zh = "停止", en = "Halt", text "why" { zh = "原因", en = "Why" } }
signal "halt" { zh = "停止", en = "Halt", from = { "clerk" }, form = "halt", only_in = { "one" } }
on "halt" (function(case)
  case:set { result = case:stop_clock "own-term" }
end)
signal "halt_row" { zh = "停止一条", en = "Halt one", from = { "clerk" }, form = "halt", only_in = { "each" }, about = "items" }
on "halt_row" (function(case, answer)
  case:stop_clock("own-term", { row = answer.row })
end)

-- Who waits for a clock hears that it was stopped.
stage "one" { zh = "一个", en = "One", next = { "each" }, function(case)
  case:start_clock("own-term", { from = case:today() })
  local event = case:await_clock "own-term"
  case:set { ended = event.outcome }
  return "each"
end }
-- Who waits for any row waits on for the others; who waits for that row hears it.
stage "each" { zh = "逐条", en = "Each", function(case)
  for _, item in ipairs(case.data.items) do case:start_clock("own-term", { row = item, from = case:today() }) end
  local got = case:all {
    any   = function() return case:await_clock "own-term" end,
    first = function() return case:await_clock("own-term", { row = case.data.items[1] }) end,
  }
  local second = case.data.items[2]
  if case.data.ended ~= "stopped" or case.data.result ~= "met" or got.first.outcome ~= "stopped" or got.first.row ~= case.data.items[1]
    or got.any.outcome ~= "due" or got.any.row ~= second or got.any.due ~= case:due("own-term", { row = second }) then error { code = "wrong" } end
  case:stop_clock("own-term", { row = second })
  return case:close "done"
end }
