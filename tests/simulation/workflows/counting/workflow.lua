-- Signals awaited, kept and handled; one that is confirmed. What was sent is counted once, whatever happens.
workflow "counting" { zh = "计数", en = "Counting", intake = "opening", start = "counting", code = "C",
  outcomes = { { "done", zh = "完成", en = "Done" } },
}
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
  number "sum" { zh = "和", en = "Sum" }, number "adds" { zh = "次数", en = "Times" },
  number "last" { zh = "末", en = "Last" }, number "bumps" { zh = "处理", en = "Handled" },
  text "words" { zh = "文字", en = "Words" },
}
form "entry" { zh = "一笔", en = "Entry",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
}
form "really" { zh = "核实", en = "Really?",
  outcome "yes" { zh = "属实", en = "Yes" }, outcome "no" { zh = "有误", en = "No" },
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number" },
}
signal "add" { zh = "加", en = "Add", from = { "citizen", "clerk" }, form = "entry" }
signal "bump" { zh = "碰", en = "Bump", from = { "citizen", "clerk" }, form = "entry" }
signal "finish" { zh = "结束", en = "Finish", from = { "clerk" }, form = "entry", confirm = { form = "really", to = "clerk" } }

on "bump" (function(case, answer)
  case:set { bumps = (case.data.bumps or 0) + 1 }
  if answer.n % 11 == 0 then return "resting" end
end)
on "finish" (function(case)
  return case:close "done"
end)

stage "counting" { zh = "计数", en = "Counting", next = { "counting", "resting" }, function(case)
  local entry = case:await "add"
  case:set { sum = (case.data.sum or 0) + entry.n, adds = (case.data.adds or 0) + 1, last = entry.mark }
  if entry.n % 4 == 0 then case:record("noted", function() return entry.n end) end
  if entry.n % 5 == 0 then return "resting" end
  return "counting"
end }
stage "resting" { zh = "休息", en = "Resting", next = { "counting", "resting" }, function(case)         -- what is added meanwhile is kept
  case:sleep(hours(3))
  return "counting"
end }
