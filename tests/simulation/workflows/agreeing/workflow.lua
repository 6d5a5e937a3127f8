-- Answers that wait for a second person, of one task and of many, and work that changes hands.
workflow "agreeing" { zh = "复核", en = "Agreeing", intake = "opening", start = "answering",
  outcomes = { { "done", zh = "完成", en = "Done" }, { "refused", zh = "拒绝", en = "Refused" } },
}
clock "SIM-G1" { zh = "答复", en = "Answer", owner = "citizen", basis = "assumed", within = days(5) }
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
  rows "parts" { zh = "项", en = "Parts", min = 0, number "k" { zh = "数", en = "Number" } },
}
form "judge" { zh = "判断", en = "Judge",
  outcome "yes" { zh = "是", en = "Yes" }, outcome "no" { zh = "否", en = "No" },
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number" },
}
stage "answering" { zh = "答复", en = "Answering", next = { "each" }, function(case)
  local answer = case:task("judge", { to = "clerk", approve = { "officer", "supervisor" }, expires = "SIM-G1",
    priority = case.data.n % 2 == 0 and "urgent" or "normal" })
  if answer.outcome == "expired" then return case:close "refused" end
  case:set { by = answer.by, seen = answer.mark }
  for k = 1, 2 do case:add("parts", { k = k }) end
  return "each"
end }
stage "each" { zh = "逐项", en = "Each", function(case)
  local answers = case:task_each("judge", case.data.parts, { to = "clerk", approve = "officer", expires = "SIM-G1", stop_on = "no" })
  case:set { yes = answers:count "yes" }
  return case:close "done"
end }
