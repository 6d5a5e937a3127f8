-- What linking begins. With n of 0 it ends before anybody waits for it.
workflow "part" { zh = "部分", en = "Part", intake = "opening", start = "doing",
  outcomes = { { "done", zh = "完成", en = "Done" }, { "given_up", zh = "放弃", en = "Given up" } },
}
clock "SIM-P1" { zh = "期限", en = "Term", owner = "office", basis = "assumed", within = days(2) }
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
}
form "duty" { zh = "办", en = "Do",
  outcome "yes" { zh = "是", en = "Yes" }, outcome "no" { zh = "否", en = "No" },
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number" },
}
stage "doing" { zh = "办理", en = "Doing", function(case)
  if case.data.n == 0 then return case:close "done" end
  if case.data.n % 3 == 1 then case:sleep(hours(case.data.n % 50)) return case:close "done" end
  local answer = case:task("duty", { to = "clerk", expires = "SIM-P1" })
  if answer.outcome == "yes" then return case:close "done" end
  return case:close "given_up"
end }
