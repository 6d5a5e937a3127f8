-- What goes outside: one after the other, beside each other, while a task is open, and to where nobody is.
workflow "sending" { zh = "发送", en = "Sending", intake = "opening", start = "one",
  outcomes = { { "done", zh = "完成", en = "Done" } },
}
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
  text "words" { zh = "话", en = "Words", max = 100 },
}
form "look" { zh = "查看", en = "Look", outcome "yes" { zh = "是", en = "Yes" }, outcome "no" { zh = "否", en = "No" },
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
}
notice "told" { zh = "告知", en = "Told", text = { zh = "第{n}次", en = "Number {n}" } }

stage "one" { zh = "一", en = "One", next = { "both" }, function(case)
  local done = 0
  for i = 1, 1 + case.data.n % 3 do
    if case:effect("good", { with = { n = i, words = case.data.words } }).outcome == "done" then done = done + 1 end
    case:notify("told", { to = "clerk", with = { n = i } })
  end
  case:set { done = done }
  return "both"
end }
stage "both" { zh = "同时", en = "Both", next = { "last" }, function(case)
  local answers = case:all {
    bad = function() return case:effect("bad", { with = { n = case.data.n } }) end,
    good = function() return case:effect("good", { with = { words = case.data.words } }) end,
    look = function() return case:task("look", { to = "clerk" }) end,
    nobody = function() return case:effect("nobody", { with = {} }) end,
  }
  if answers.nobody.outcome ~= "failed" then error "nobody answered" end
  if answers.bad.outcome == "done" and answers.bad.n ~= 7 then error "the answer was lost" end
  return "last"
end }
-- The first to come ends the stage: what is still on its way goes out all the same.
stage "last" { zh = "最后", en = "Last", function(case)
  case:first {
    slow = function() case:effect("slow", { with = { n = 1 } }) end,
    time = function() case:sleep(minutes(1 + case.data.n % 90)) end,
  }
  return case:close "done"
end }
