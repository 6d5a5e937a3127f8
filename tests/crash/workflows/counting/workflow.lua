-- Counts what it is told, once each: what the host says it recorded must be in the sum, and only once.
workflow "counting" { zh = "计数", en = "Counting", code = "K", intake = "intake", start = "beginning",
  outcomes = { { "ended", zh = "已结束", en = "Ended" } } }

signal "add" { zh = "加", en = "Add", from = { "clerk" }, form = "more" }
on "add" (function(case, answer)
  case:set { count = (case.data.count or 0) + 1, sum = (case.data.sum or 0) + answer.n }
end)

stage "beginning" { zh = "开始", en = "Beginning", next = { "counting" }, function(case)
  local seen = 0
  for i = 1, 3 do seen = seen + case:record("step", function() return i end) end
  case:set { steps = seen }
  return "counting"
end }

stage "counting" { zh = "计数", en = "Counting", function(case)
  case:task("finish", { to = "clerk" })
  return case:close "ended"
end }
