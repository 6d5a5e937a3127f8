-- A clock with a ladder, begun in the past, so that all its steps are due when the case begins.
workflow "overdue" { zh = "逾期", en = "Overdue", code = "O", intake = "matter", start = "doing",
  outcomes = { { "done", zh = "已办结", en = "Done" } } }

form "matter" { zh = "事项", en = "Matter",
  text "label"    { zh = "标签", en = "Label", plain = true, max = 20, required = true },
  date "received" { zh = "收到日期", en = "Received", required = true } }
form "close" { zh = "办结", en = "Close" }

letter "longer" { zh = "延期告知书", en = "Notice of extension" }
clock "O-D1" { zh = "办结", en = "Close", owner = "office", basis = "assumed", within = days(10), ladder = "supervision",
  pausable = { "hearing" }, pause_by = "unit_head",
  extend = { id = "O-D2", by = days(5), approver = "unit_head", letter = "longer", basis = "assumed" } }
clock "SUP-D1" { zh = "答复督办", en = "Answer a card", owner = "office", basis = "assumed", within = workdays(3) }
ladder "supervision" {
  { "blue", left = "25%",       card = "blue", notify = "clerk" },
  { "red",  late = workdays(1), card = "red",  notify = "supervisor", reply = "SUP-D1" },
}

stage "doing" { zh = "办理", en = "Doing", function(case)
  case:start_clock("O-D1", { from = case.data.received })
  case:task("close", { to = "clerk", due = "O-D1" })
  case:stop_clock "O-D1"
  return case:close "done"
end }
