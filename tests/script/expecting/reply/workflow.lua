workflow "reply" { zh = "答复", en = "Reply", start = "answering", starts = { "own-reply" },
  outcomes = { { "replied", zh = "已答复", en = "Replied" } },
}
clock "own-reply" { zh = "答复", en = "Reply", owner = "office", basis = "assumed", within = days(20), ladder = "supervision",
  extend = { id = "own-reply-more", by = days(10), times = 1, approver = "unit_head", letter = "extension", basis = "assumed" } }
ladder "supervision" {
  { "yellow", at = "due",         card = "yellow", notify = { "assignee", "unit_head" } },
  { "red",    late = workdays(1), card = "red",    notify = "supervisor" },
  { "raise",  late = workdays(5), raise = "parent", notify = "leader_in_charge" },
}
letter "extension" { zh = "延期告知书", en = "Notice of extension" }
form "answer" { zh = "答复", en = "Answer", outcome "sent" { zh = "已答复", en = "Sent" } }
stage "answering" { zh = "答复", en = "Answering", function(case)
  case:task("answer", { to = "officer", due = "own-reply" })
  case:stop_clock "own-reply"
  return case:close "replied"
end }
