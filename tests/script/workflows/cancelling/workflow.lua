workflow "cancelling" { zh = "取消", en = "Cancelling", start = "open",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
clock "own-week" { zh = "一周", en = "A week", owner = "office", basis = "assumed", within = days(7) }
form "x" { zh = "甲", en = "X", outcome "ok" { zh = "好", en = "OK" } }
form "y" { zh = "乙", en = "Y", outcome "ok" { zh = "好", en = "OK" } }
form "leave" { zh = "离开", en = "Leave", text "why" { zh = "原因", en = "Why" } }
signal "leave" { zh = "离开", en = "Leave", from = { "clerk" }, form = "leave", only_in = { "open" } }
on "leave" (function() return "next_one" end)

stage "open" { zh = "开放", en = "Open", next = { "next_one" }, function(case)
  case:start_clock("own-week", { from = case:today() })
  case:all {
    a = function() return case:task("x", { to = "clerk" }) end,
    b = function() return case:task("y", { to = "clerk", due = "own-week" }) end,
    c = function() return case:sleep(days(2)) end,
  }
  return "next_one"
end }
-- What the stage opened is gone; the clock of the case runs on.
stage "next_one" { zh = "下一个", en = "The next", next = { "closing" }, function(case)
  if not case:running "own-week" then error { code = "clock_is_gone" } end
  case:task("x", { to = "clerk" })
  return "closing"
end }
-- No case closes over a running clock of the office: the script is told at its line.
stage "closing" { zh = "结束", en = "Closing", function(case)
  return case:close "done"
end }
