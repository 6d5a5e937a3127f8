-- Petitions, as far as verbs and declarations exist: what goes to another office is a task.
workflow "petition" { zh = "信访", en = "Petition", intake = "application", start = "classifying", starts = { "XF-D1" },
  outcomes = { { "moved", zh = "已转出", en = "Moved" }, { "closed", zh = "已办结", en = "Closed" }, { "refused", zh = "不予受理", en = "Refused" } },
}
clock "XF-D1" { zh = "登记分流", en = "Classify", owner = "office", basis = "law: XF 22", within = days(15) }
clock "XF-D3" { zh = "是否受理", en = "Decide on acceptance", owner = "office", basis = "law: XF 23", within = days(15) }
clock "XF-D4" { zh = "异议", en = "Object", owner = "office", basis = "assumed", within = workdays(2) }

form "application" { zh = "信访事项", en = "Application",
  people "petitioner" { zh = "信访人", en = "Petitioner", required = true },
  rows "demands" { zh = "诉求", en = "Demands", min = 1, text "words" { zh = "内容", en = "Words", required = true } },
}
form "classify" { zh = "分类", en = "Classify", outcome "classified" { zh = "已分类", en = "Classified", needs = { "class", "route" } },
  choice "class" { zh = "类别", en = "Class", { "a", zh = "甲", en = "A" }, { "b", zh = "乙", en = "B" } }, text "route" { zh = "途径", en = "Route", plain = true } }
form "choose_unit" { zh = "确定单位", en = "Choose the unit", outcome "chosen" { zh = "已确定", en = "Chosen", needs = { "unit" } }, text "unit" { zh = "单位", en = "Unit", plain = true } }
form "transfer" { zh = "转送", en = "Transfer", outcome "receive" { zh = "接收", en = "Receive" }, outcome "object" { zh = "有异议", en = "Object", needs = { "why" } }, text "why" { zh = "理由", en = "Why" } }
form "rule_on_objection" { zh = "裁定异议", en = "Rule on the objection", outcome "agree" { zh = "成立", en = "Agree" }, outcome "reject" { zh = "不成立", en = "Reject" } }
form "acceptance" { zh = "受理决定", en = "Decision on acceptance",
  outcome "accept" { zh = "受理", en = "Accept" }, outcome "refuse" { zh = "不予受理", en = "Refuse", needs = { "reason" } }, text "reason" { zh = "理由", en = "Reason", max = 2000 } }
form "opinion" { zh = "处理意见", en = "Opinion", outcome "given" { zh = "已出具", en = "Given" } }

stage "classifying" { zh = "分类", en = "Classifying", next = { "transferring" }, function(case)
  local kept
  for _, answer in ipairs(case:task_each("classify", case.data.demands, { to = "intake_clerk", due = "XF-D1" })) do
    case:set(answer.row, { class = answer.class, route = answer.route })
    if answer.class == "b" then
      case:drop(answer.row, "moved")
    elseif not kept then kept = answer.row end
  end
  if kept then return "transferring" end
  case:stop_clock "XF-D1"
  return case:close "moved"
end }
stage "transferring" { zh = "转送交办", en = "Transferring", next = { "accepting", "transferring" }, function(case)
  local route = case:task("choose_unit", { to = "dispatcher", due = "XF-D1" })
  local given = case:task("transfer", { to = "unit_clerk", expires = "XF-D4", with = { unit = route.unit } })
  if given.outcome == "object" then
    if case:task("rule_on_objection", { to = "dispatcher" }).outcome == "agree" then return "transferring" end
    given = case:task("transfer", { to = "unit_clerk", with = { unit = route.unit } })
  end
  case:stop_clock "XF-D1"
  if given.outcome == "expired" then case:start_clock("XF-D3", { from = case:today() })
  else case:start_clock("XF-D3", { from = given.on }) end
  return "accepting"
end }
stage "accepting" { zh = "受理", en = "Accepting", next = { "investigating" }, function(case)
  local answer = case:task("acceptance", { to = "unit_clerk", due = "XF-D3" })
  case:stop_clock "XF-D3"
  if answer.outcome == "refuse" then return case:close "refused" end
  return "investigating"
end }
stage "investigating" { zh = "调查", en = "Investigating", function(case)
  case:task("opinion", { to = "officer" })
  return case:close "closed"
end }
