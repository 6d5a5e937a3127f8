-- Dispatch of volunteers, as far as verbs and declarations exist: people are found by tasks.
workflow "volunteer_dispatch" { zh = "志愿服务派单", en = "Volunteer dispatch", intake = "request", start = "asked",
  people   = { requester = "requester", recipient = "recipient" },
  outcomes = { { "done", zh = "已完成", en = "Done" }, { "declined", zh = "不予派单", en = "Declined" },
               { "referred", zh = "转其他途径", en = "Referred" }, { "called_off", zh = "取消", en = "Called off" } },
}
setting "wide_wave" { hours(24), min = hours(1), max = hours(72), basis = "assumed", zh = "扩大范围时长", en = "Length of a wider wave" }
clock "VS-D1" { zh = "答复需求", en = "Answer a request", owner = "office", basis = "assumed",
  choose = "urgency", within = { urgent = hours(2), ordinary = workdays(2) } }
clock "VS-D2" { zh = "接单", en = "Claim", owner = "office", basis = "assumed", choose = "urgency", within = { urgent = minutes(30), ordinary = hours(24) } }
clock "VS-D4" { zh = "评价", en = "Review", owner = "citizen", basis = "assumed", within = days(7) }

form "request" { zh = "服务需求", en = "Request",
  people "requester" { zh = "求助人", en = "Requester", required = true },
  people "recipient" { zh = "服务对象", en = "Recipient", required = true },
  choice "urgency" { zh = "缓急", en = "Urgency", required = true, { "urgent", zh = "急", en = "Urgent" }, { "ordinary", zh = "一般", en = "Ordinary" } },
  address "address" { zh = "地址", en = "Address" },
}
form "verify" { zh = "核实需求", en = "Verify a request",
  outcome "accept" { zh = "派单", en = "Accept", needs = { "risk", "need", "fewest", "starts", "ends" } },
  outcome "needs_professional" { zh = "需要专业服务", en = "Needs a professional" },
  outcome "decline" { zh = "不予派单", en = "Decline", needs = { "reason", "where_next" } },
  text "reason" { zh = "理由", en = "Reason" }, text "where_next" { zh = "去向", en = "Where next", plain = true },
  choice "risk" { zh = "风险", en = "Risk", { "low", zh = "低", en = "Low" }, { "high", zh = "高", en = "High" } },
  number "need" { zh = "需要人数", en = "Needed", min = 1 }, number "fewest" { zh = "最少人数", en = "Fewest", min = 1 },
  time "starts" { zh = "开始", en = "Starts" }, time "ends" { zh = "结束", en = "Ends" },
}
form "volunteers" { zh = "接单情况", en = "Who takes part", outcome "filled" { zh = "已确定", en = "Filled", needs = { "helpers" } },
  rows "helpers" { zh = "志愿者", en = "Helpers", max = 50, people "person" { zh = "姓名", en = "Name", required = true }, yes_no "adult" { zh = "成年", en = "Adult", required = true } } }
form "insure_and_brief" { zh = "保险与交底", en = "Insure and brief", outcome "done" { zh = "已办", en = "Done" } }
form "service" { zh = "服务记录", en = "Service", outcome "done" { zh = "已完成", en = "Done", needs = { "minutes" } }, outcome "nobody" { zh = "无人到场", en = "Nobody came" },
  number "minutes" { zh = "时长（分）", en = "Minutes", min = 1 } }
form "rating" { zh = "评价", en = "Rating", outcome "rated" { zh = "已评", en = "Rated", needs = { "stars" } }, number "stars" { zh = "星", en = "Stars", min = 1, max = 5 } }
form "feedback" { zh = "反馈", en = "Feedback", outcome "given" { zh = "已反馈", en = "Given" }, text "words" { zh = "内容", en = "Words" } }
form "find_help" { zh = "转介", en = "Find help", outcome "found" { zh = "已转介", en = "Found", needs = { "where_next" } }, text "where_next" { zh = "去向", en = "Where next", plain = true } }
form "withdrawal" { zh = "取消", en = "Withdrawal", text "words" { zh = "说明", en = "Words" } }
form "freely_made" { zh = "核实", en = "Freely made?", outcome "confirm" { zh = "属实", en = "Yes" }, outcome "mistake" { zh = "不属实", en = "No" } }

signal "withdraw" { zh = "取消需求", en = "Withdraw", from = { "requester", "dispatcher" }, form = "withdrawal", not_in = { "reviewing" },
  confirm = { form = "freely_made", to = "dispatcher" } }
on "withdraw" (function(case)
  return case:close "called_off"
end)
stage "asked" { zh = "点单", en = "Asked", next = { "inviting", "unfilled" }, function(case)
  local answer = case:task("verify", { to = "dispatcher", due = "VS-D1" })
  if answer.outcome == "decline" then
    case:set { reason = answer.reason, where_next = answer.where_next }
    return case:close "declined"
  end
  if answer.outcome == "needs_professional" then return "unfilled" end
  case:set { risk = answer.risk, need = answer.need, fewest = answer.fewest, starts = answer.starts, ends = answer.ends }
  return "inviting"
end }
stage "inviting" { zh = "派单", en = "Inviting", next = { "serving", "unfilled" }, function(case)
  local team = case:task("volunteers", { to = "grid_worker", expires = "VS-D2", with = { address = case.data.address, need = case.data.need } })
  if team.outcome == "expired" or #team.helpers < case.data.fewest then return "unfilled" end
  case:set { helpers = team.helpers }
  return "serving"
end }
stage "serving" { zh = "服务", en = "Serving", next = { "reviewing", "unfilled" }, function(case)
  if case.data.risk ~= "low" then case:task_each("insure_and_brief", case.data.helpers, { to = "organiser" }) end
  local service = case:task("service", { to = "organiser" })
  if service.outcome == "nobody" then return "unfilled" end
  case:set { done_on = case:today(), minutes_served = service.minutes }
  return "reviewing"
end }
stage "reviewing" { zh = "评单", en = "Reviewing", function(case)
  case:all {
    requester = function() return case:ask("rating", { to = "requester", expires = "VS-D4" }) end,
    team      = function() return case:ask_each("feedback", case.data.helpers, { expires = "VS-D4" }) end,
  }
  return case:close "done"
end }
stage "unfilled" { zh = "无人接单", en = "Unfilled", function(case)
  local found = case:task("find_help", { to = "dispatcher", due = "VS-D1" })
  case:set { where_next = found.where_next }
  return case:close "referred"
end }
