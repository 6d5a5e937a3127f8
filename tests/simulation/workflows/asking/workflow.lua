-- One task for each row, with an outcome that ends it at once and a clock that ends the waiting.
workflow "asking" { zh = "询问", en = "Asking", intake = "opening", start = "judging",
  outcomes = { { "done", zh = "完成", en = "Done" }, { "refused", zh = "拒绝", en = "Refused" } },
}
clock "SIM-A1" { zh = "答复", en = "Answer", owner = "citizen", basis = "assumed", within = days(3) }
clock "SIM-A2" { zh = "办理", en = "Handle", owner = "office", basis = "assumed", within = workdays(2) }
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
  people "who" { zh = "何人", en = "Who" },
  rows "items" { zh = "项", en = "Items", min = 0, max = 6,
    number "k" { zh = "数", en = "Number", required = true }, number "seen" { zh = "见", en = "Seen" },
    text "words" { zh = "文字", en = "Words" } },
}
form "judge" { zh = "判断", en = "Judge",
  outcome "yes" { zh = "是", en = "Yes" }, outcome "no" { zh = "否", en = "No" },
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number" },
  text "words" { zh = "文字", en = "Words" },
}
form "choose" { zh = "选择", en = "Choose",
  outcome "yes" { zh = "是", en = "Yes" }, outcome "no" { zh = "否", en = "No" },
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number" },
}

stage "judging" { zh = "判断", en = "Judging", next = { "choosing" }, function(case)
  local answers = case:task_each("judge", case.data.items or {}, { to = "officer", due = "SIM-A2", stop_on = "no" })
  for _, answer in ipairs(answers) do
    case:set(answer.row, { seen = answer.mark })
  end
  case:sleep(minutes(5))                                                        -- nothing of the asking is left open
  if answers:has "no" and case.data.n % 3 > 0 then return case:close "refused" end
  local extra = case:add("items", { k = case:random(100) })
  if case.data.n % 2 == 0 then case:drop(extra, "even") end
  return "choosing"
end }
stage "choosing" { zh = "选择", en = "Choosing", next = { "choosing" }, function(case)
  local answers = case:ask_each("choose", case.data.items or {}, { expires = "SIM-A1" })
  local ok = pcall(function()                                                   -- silence is never consent
    for _, answer in ipairs(answers) do
      if answer.outcome == "expired" then return answer.n end
    end
  end)
  if not ok and not answers:has "yes" then return case:close "refused" end
  if answers:count "no" > answers:count "yes" then return "choosing" end
  return case:close "done"
end }
