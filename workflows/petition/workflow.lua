-- Petitions (信访): from the letter or visit that comes in to the written opinion, its review and its re-review.
-- Read it from top to bottom. Deadlines stand in deadlines.lua, what is asked in forms.lua, the papers in letters.lua.

workflow "petition" { zh = "信访", en = "Petition", code = "P", intake = "application", start = "registered", hints = "intake_clerk", type = "topic", repeats = "earlier",
  people   = { petitioner = "petitioners", representative = "representatives" },
  subject  = "demands/accused",                                                 -- the unit accused: its people act nowhere in it (INV-1)
  kept_out = "demands/named_staff",                                             -- nor does an official who is complained of (INV-2)
  outcomes = {
    { "supported", zh = "支持请求，已执行", en = "Supported and carried out" }, { "explained", zh = "合理但缺乏依据，已解释", en = "Reasonable, explained" },
    { "not_supported", zh = "不予支持，已解释", en = "Not supported, explained" }, { "settled", zh = "调解、和解结案", en = "Settled by agreement" },
    { "answered", zh = "已答复", en = "Answered" }, { "guided", zh = "已引导至法定途径", en = "Led to the lawful procedure" },
    { "refused", zh = "不予受理", en = "Not accepted" }, { "duplicate", zh = "重复事项，并入在办事项", en = "Duplicate of a matter in hand" },
    { "moved", zh = "诉求均已另案办理", en = "All demands are cases of their own" }, { "withdrawn", zh = "信访人撤回", en = "Withdrawn" },
    { "ended", zh = "信访人死亡或者终止，无承受人", en = "Ended: no successor" }, { "reviewed", zh = "以复查（复核）意见为准", en = "As the review has it" },
    { "upheld", zh = "维持", en = "Upheld" }, { "changed", zh = "变更", en = "Changed" }, { "revoked", zh = "撤销", en = "Revoked" },
    { "redo", zh = "责令重新处理", en = "To be handled again" }, { "not_admitted", zh = "复查（复核）申请不予受理", en = "Request for review not admitted" },
    { "dealt_with", zh = "已按职责处理", en = "Dealt with by the competent body" } },
}

---------------------------------------------------------------- what may come at any time
local function is_at_or_under(code, above) return above ~= nil and string.sub(code, 1, #above) == above end          -- codes begin with that of the office above
local function stop_office_clocks(case)                                         -- before a case ends
  for _, id in ipairs { "XF-D1", "XF-D2", "XF-D3", "XF-D5", "XF-D6", "XF-D9", "XF-D11", "XF-D12", "XF-D13", "own-execute" } do
    if case:running(id) then case:stop_clock(id) end
  end
end

local function report_result(case, opinion)                                     -- whoever assigned the matter gets its result (XF 22)
  if not case:running "XF-D5" then return end
  local report = case:task("closing_report", { to = "unit_clerk", due = "XF-D5" })
  case:letter("closing_report", { to = "assigner",
    with = { unit = case.data.assigned_by, request = case.data.request, opinion = opinion, report = report.report } })
  case:stop_clock "XF-D5"
end

signal "withdraw" { zh = "撤回信访事项", en = "Withdraw", from = { "petitioner", "intake_clerk", "unit_clerk" }, form = "withdrawal", about = "petitioners",
  not_in = { "under_review" }, confirm = { form = "freely_made", to = { "intake_clerk", "unit_clerk" } } }
local function is_in(rows, row) for _, one in ipairs(rows) do if one == row then return true end end end
on "withdraw" (function(case, told)                                             -- one petitioner's withdrawal ends his row only
  if not is_in(case.data.petitioners, told.row) then return end                 -- withdrew twice, or died before it was found to be free
  case:letter("withdrawal_notice", { to = told.row })
  case:drop(told.row, "withdrawn")
  if #case.data.petitioners > 0 then return end
  for _, demand in ipairs(case.data.demands) do if demand.public_safety then return "keeping_safe" end end      -- goes on as a hazard
  case:notify("ended_early", { to = "assigner" })
  stop_office_clocks(case) return case:close "withdrawn"
end)

signal "death" { zh = "信访人死亡或者终止", en = "A petitioner died or ceased to exist", from = { "intake_clerk", "unit_clerk", "officer" },
  form = "death", about = "petitioners", not_in = { "under_review" } }
on "death" (function(case, told)
  if told.outcome == "successor" then case:add("petitioners", { person = told.successor }) end
  case:drop(told.row, "died")
  if #case.data.petitioners > 0 then return end
  case:notify("ended_early", { to = "assigner" })
  stop_office_clocks(case) return case:close "ended"                                                     -- no successor (SD 46)
end)

signal "danger" { zh = "紧急情况", en = "Danger", from = { "petitioner", "representative", "intake_clerk", "unit_clerk", "officer", "grid_worker" }, form = "danger",
  confirm = { form = "protection", to = { "unit_head", "supervisor" } } }       -- opened at once, in every stage, whatever else is open (INV-9)
on "danger" (function(case, told)
  if told.what == "major" then case:notify("major_event", { to = { "leader_in_charge", "secretary" } }) end           -- XF 25
  case:note { zh = "紧急情况已处置，信访事项继续办理", en = "The danger was dealt with; the petition goes on" }
end)

signal "disorder" { zh = "信访秩序", en = "Order at the reception", from = { "intake_clerk", "unit_clerk" }, form = "disorder" }
on "disorder" (function(case)                                                   -- persuade and warn; only the police act, and the petition goes on (XF 26, 47)
  case:note { zh = "已劝阻、批评教育，信访事项继续办理", en = "Persuaded; the petition goes on" }
end)

signal "take_charge" { zh = "领导包案", en = "Take charge", from = { "leader_in_charge" }, form = "charge" }
on "take_charge" (function(case)                                                -- it never lengthens a legal limit
  case:notify("taken_charge", { to = { case.data.receivers, "officer" } })
end)

signal "rate" { zh = "满意度评价", en = "Rate", from = { "petitioner", "representative", "intake_clerk" }, form = "rating",
  only_in = { "served", "under_review", "answering" }, after_close = days(60) }
on "rate" (function(case, told)                                                 -- one rating; it can be changed once within 30 days
  local rated, first_on = case.data.rated or 0, case.data.rated_on or case:today()
  if rated < 2 and case:today() <= case:after(first_on, days(30)) then
    case:set { rated = rated + 1, rated_on = first_on, satisfaction = told.result }
    if told.result == "not" then case:notify("not_satisfied", { to = "supervisor" }) end
  else
    case:note { zh = "评价已更改过一次或者已超过三十日，以前次为准", en = "Changed once already, or more than 30 days ago: the earlier rating stands" }
  end
end)

signal "supervise" { zh = "督办", en = "Supervise", from = { "supervisor", "leader_in_charge", "secretary" }, form = "supervision" }
on "supervise" (function(case, told)                                            -- the unit answers the card within SUP-D1 (XF 39, 40)
  local card = { to = "unit_head", reason = told.reason, reply = "SUP-D1" }
  if told.outcome == "listed" then case:card("red", card) else case:card("yellow", card) end
  case:letter("supervision_letter", { to = "unit_head", with = { reason = told.reason, order = told.order } })
end)

signal "suggest" { zh = "提出督办建议", en = "Suggest", from = { "supervisor", "secretary" }, form = "suggestion" }
on "suggest" (function(case, told)                                              -- improve the work, improve a policy, hold to account (XF 40)
  if not case:running "XF-D13" then case:start_clock("XF-D13", { from = told.on }) end
  case:letter("suggestion_letter", { to = { "unit_head", "leader_in_charge" },
    with = { outcome = told.outcome, suggestion = told.suggestion, topic = told.topic, like_cases = told.like_cases } })
end)

signal "suggestion_answer" { zh = "反馈建议采纳情况", en = "Answer a suggestion", from = { "unit_head", "unit_clerk" }, form = "suggestion_answer" }
on "suggestion_answer" (function(case)
  if case:running "XF-D13" then case:stop_clock "XF-D13" end
end)

signal "ask_review" { zh = "申请复查（复核）", en = "Ask for a review or re-review", from = { "petitioner", "representative", "intake_clerk", "unit_clerk" },
  form = "review_request", only_in = { "served", "review_served" } }
signal "ask_late_review" { zh = "逾期申请复查", en = "Ask for a review after the last day", from = { "petitioner", "representative", "intake_clerk", "unit_clerk" },
  form = "review_request", only_in = { "final" }, after_close = days(180), begins = "late_review" }      -- closed for good by a person only, not by a date

---------------------------------------------------------------- registering, classifying, transferring
stage "registered" { zh = "登记", en = "Registered", next = { "representing" },
  next_step = { zh = "核对是否重复、是否属于本级受理范围。", en = "We check whether the matter is new and for us." }, function(case)
  local received = case.data.received_on or case:today()
  if case.data.desk == "unit" then case:start_clock("XF-D2", { from = received })
  else case:start_clock("XF-D1", { from = received }) end
  case:set { receivers = "petitioner" }
  case:letter("receipt", { to = "petitioner", with = { received_on = received, demands = case.data.demands } })       -- whatever comes in (INV-3)
  local answer = case:task("registration", { to = { "intake_clerk", "unit_clerk" } })
  if answer.repeats then case:notify("repeated", { to = "supervisor" }) end     -- comes again after the close: says something of the quality
  if answer.outcome == "new" then return "representing" end
  stop_office_clocks(case)
  if answer.outcome == "guide" then
    case:letter("guidance", { to = "petitioner", with = { reason = answer.reason, where_next = answer.where_next, body = answer.body } })
    return case:close "guided"
  end
  case:letter("state_notice", { to = "petitioner", with = { first_number = answer.first_number, state = answer.state, final = answer.outcome == "final" } })
  if answer.outcome == "duplicate" then return case:close "duplicate" end
  return case:close "refused"                                                   -- in hand below and in time (XF 19), or final (XF 36)
end }

stage "representing" { zh = "推选代表人", en = "Representatives", next = { "representing", "classifying" },
  next_step = { zh = "请推选代表人（不超过五名）。", en = "Please name at most five representatives." }, function(case)
  local reps, people = #(case.data.representatives or {}), math.max(case.data.people_count or 1, #(case.data.petitioners or {}))
  local most = people <= 10 and case.settings.few_representatives or 5          -- XF 20; few people, fewer representatives (ZJX 15)
  if reps > most or (reps == 0 and people > 5) then
    local answer = case:task("name_representatives", { to = { "intake_clerk", "unit_clerk" } })
    case:set { representatives = answer.representatives }
    return "representing"
  end
  if reps > 0 then case:set { receivers = "representative" } end                -- they act and receive; all names are kept
  return "classifying"
end }

stage "classifying" { zh = "分类", en = "Classifying", next = { "classifying", "sorted" },
  next_step = { zh = "逐项分类，确定办理途径。", en = "Each demand is classified and gets its route." }, function(case)
  local answers, kept = case:task_each("classify", case.data.demands, { to = { "intake_clerk", "unit_clerk" } })
  for _, answer in ipairs(answers) do
    for _, other in ipairs(answers) do                                          -- an accusation never goes to a unit accused, or below it
      local not_there = answer.outcome == "accusation" and (is_at_or_under(answer.unit, other.accused or other.row.accused) or not case:office_of(answer.unit, { sealed = true }))
      if not_there then case:note { zh = "所选机关不能办理，请另选", en = "The body chosen cannot deal with it: choose another" } return "classifying" end
    end
  end
  for _, answer in ipairs(answers) do
    case:set(answer.row, { class = answer.outcome, route = answer.route, accused = answer.accused, request = answer.cleaned })
    if answer.outcome == "accusation" then                                      -- moved out whole; nothing left behind shows that it was there
      case:split({ answer.row }, { start = "accusation", as = "sealed_part", sealed = true, office = answer.unit })
    elseif kept then                                                            -- each demand a case of its own; the clock keeps its first start
      if case.data.desk == "unit" then case:split({ answer.row }, { start = "sorted", as = "item", clocks = { "XF-D2" } })
      else case:split({ answer.row }, { start = "sorted", as = "item", clocks = { "XF-D1" } }) end
    else kept = answer.row end
  end
  if kept then return "sorted" end
  stop_office_clocks(case) return case:close "moved"
end }

stage "sorted" { zh = "分流", en = "Sorted", next = { "transferring", "accepting", "guiding" },
  next_step = { zh = "确定承办单位。", en = "The unit that handles it is found." }, function(case)
  local demand = case.data.demands[1]                                           -- from here on a case has one demand
  case:set { class = demand.class, route = demand.route, topic = demand.topic, request = demand.request }
  if demand.route == "litigation" then return "guiding" end                     -- letters are passed on, visitors are guided (XF 22, 28, 31)
  if case.data.desk == "unit" then return "accepting" end
  return "transferring"
end }

stage "guiding" { zh = "引导", en = "Guiding",
  next_step = { zh = "书面告知应当通过哪一法定程序提出。", en = "You will be told in writing which procedure is the right one." }, function(case)
  local answer = case:task("guidance", { to = { "intake_clerk", "unit_clerk" } })
  case:letter("guidance", { to = case.data.receivers, with = { reason = answer.reason, where_next = answer.where_next, body = answer.body } })
  stop_office_clocks(case) return case:close "guided"
end }

stage "transferring" { zh = "转送交办", en = "Transferring", next = { "accepting", "transferring" }, duties = { start = { "XF-D3" } },
  next_step = { zh = "转送或者交办有权处理的机关、单位。", en = "The matter goes to the unit with the power to handle it." }, function(case)
  local route = case:task("choose_unit", { to = "dispatcher", due = "XF-D1", show = { "demands" } })
  local sender = case.office
  local given = case:handoff("transfer", { office = route.unit, to = "unit_clerk", expires = "XF-D4" })       -- silence counts as received
  if given.outcome == "object" then
    local ruled
    if given.ground == "several_units" then                                     -- they cannot agree: their common superior, else the joint meeting (XF 24)
      ruled = case:task("rule_on_objection", { to = "leader_in_charge", with = { reason = given.reason } })
      if ruled.outcome == "none" then ruled = case:task("rule_on_objection", { to = "secretary", with = { reason = ruled.reason } }) end
    else
      ruled = case:task("rule_on_objection", { to = "dispatcher", with = { reason = given.reason } })
    end
    if ruled.outcome ~= "stay" then return "transferring" end
    given = case:handoff("transfer", { office = route.unit, to = "unit_clerk", final = true })                -- ruled: no second objection
  end
  case:stop_clock "XF-D1"
  case:start_clock("XF-D3", { from = given.on })
  if route.outcome == "assign" then
    case:assign("assigner", route.by)
    case:set { assigned_by = sender }
    case:start_clock("XF-D5", { from = given.on, due = route.return_by })
    case:letter("assignment", { to = "unit_head", with = { unit = sender, request = case.data.request, asks = route.asks, return_by = route.return_by } })
  end
  case:letter("transfer_notice", { to = case.data.receivers, with = { unit = sender } })
  return "accepting"
end }

---------------------------------------------------------------- the competent unit
stage "accepting" { zh = "受理", en = "Accepting", next = { "accepting", "investigating", "answering" },
  next_step = { zh = "承办单位书面告知是否受理。", en = "The unit tells you in writing whether it accepts the matter." }, function(case)
  local which, answer = case:first {
    decided = function() return case:task("acceptance", { to = "unit_clerk" }) end,
    late    = function() if case:running "XF-D2" then return case:await_clock "XF-D2" end return case:await_clock "XF-D3" end,
  }
  if which == "late" then                                                       -- no act of acceptance: XF-D6 begins with that last day all the same
    if case.data.route == "petition" and not case:running "XF-D6" then case:start_clock("XF-D6", { from = answer.due }) end
    return "accepting"
  end
  for _, id in ipairs { "XF-D2", "XF-D3" } do if case:running(id) then case:stop_clock(id) end end
  if answer.outcome == "accept" then
    if not case:running "XF-D6" then case:start_clock("XF-D6", { from = answer.on }) end
    case:letter("acceptance_notice", { to = case.data.receivers, with = { request = case.data.request, contact = answer.contact } })
    return "investigating"
  end
  if answer.outcome == "perform" or answer.outcome == "study" then              -- told as well, whichever way it is handled (XF 23)
    case:letter("route_notice", { to = case.data.receivers, with = { request = case.data.request, outcome = answer.outcome, contact = answer.contact } })
    return "answering"
  end
  local way_out = { reason = answer.reason, where_next = answer.where_next, body = answer.body }
  if answer.outcome == "lead_in" then case:letter("guidance", { to = case.data.receivers, with = way_out })
  else case:letter("not_accepted", { to = case.data.receivers, with = way_out }) end
  report_result(case, answer.reason)
  stop_office_clocks(case)
  if answer.outcome == "lead_in" then return case:close "guided" end
  return case:close "refused"                                                   -- never without a reason and where to go (INV-4)
end }

stage "answering" { zh = "答复", en = "Answering",
  next_step = { zh = "承办单位作出书面答复。", en = "The unit answers in writing." }, function(case)       -- suggestions (XF 29), duties (XF 31)
  local answer = case:task("answer", { to = "officer", due = "own-answer", approve = "unit_head" })
  case:letter("answer", { to = case.data.receivers, with = { request = case.data.request, answer = answer.answer } })
  report_result(case, answer.answer)
  stop_office_clocks(case) return case:close "answered"
end }

stage "investigating" { zh = "调查", en = "Investigating", next = { "investigating", "hearing", "mediating", "opining" },
  next_step = { zh = "承办单位调查核实，听取您的陈述。", en = "The unit investigates and hears you." }, function(case)
  local found = case:task("investigation", { to = "officer", due = "XF-D6" })
  if found.outcome == "hearing" then return "hearing" end                       -- major, complicated, difficult
  if found.outcome == "mediate" then return "mediating" end
  if found.outcome == "consult" then
    case:task("consultation", { to = "officer", office = found.unit, due = "XF-D6", with = { question = found.question } })
    return "investigating"
  end
  return "opining"
end }

stage "hearing" { zh = "听证", en = "Hearing", next = { "investigating", "reviewing" },
  next_step = { zh = "举行听证，时间地点另行通知。", en = "A hearing; you will be told when and where." }, function(case)
  local plan = case:task("hearing_plan", { to = "unit_head" })
  case:letter("hearing_notice", { to = case.data.receivers, with = { held_on = plan.held_on, place = plan.place } })
  if case:running "XF-D11" then case:pause_clock("XF-D11", { reason = "hearing", approval = plan }) end      -- of all clocks only this one pauses (XF 36)
  case:task("hearing_record", { to = "officer" })
  if case:running "XF-D11" then case:resume_clock "XF-D11" end
  if case.data.reviews == 1 or case.data.reviews == 2 then return "reviewing" end
  return "investigating"
end }

stage "mediating" { zh = "委托调解", en = "Mediating", next = { "investigating" },
  next_step = { zh = "人民调解进行中，办理期限不停止计算。", en = "People's mediation; the time for the opinion runs on." }, function(case)
  local asked = case:task("mediation_request", { to = "officer", due = "XF-D6" })         -- only if both sides wish it (XF 33)
  if asked.outcome == "no_consent" then return "investigating" end
  local taken = case:task("mediation_handover", { to = "mediator", office = asked.committee, with = { facts = asked.facts, requests = asked.requests } })
  if taken.outcome == "object" then return "investigating" end
  local mediation = case:start_case("dispute_mediation", { as = "mediation", office = asked.committee, with = { source = "entrusted", linkage = "petition",
    entrusted_by = "信访事项承办单位", reply_by = case:due "XF-D6", kind = asked.kind, parties = asked.parties, facts = asked.facts, requests = asked.requests } })
  local which, ended = case:first {
    ended      = function() return case:await_case(mediation) end,
    taken_back = function() return case:task("end_mediation", { to = "officer", due = "XF-D6" }) end,      -- XF-D6 goes on: it knows no pause
  }
  if which == "ended" and ended.outcome == "agreed" then
    report_result(case)
    stop_office_clocks(case) return case:close "settled"                                                 -- closed by the agreement (SD 46)
  end
  return "investigating"
end }

stage "opining" { zh = "出具处理意见", en = "Giving the opinion", next = { "opining", "serving" },
  next_step = { zh = "出具书面处理意见。", en = "A written opinion." }, function(case)
  local opinion = case:task("opinion", { to = "officer", due = "XF-D6", approve = "unit_head" })
  if opinion.outcome == case.data.redone and not opinion.new_grounds then       -- SD 45
    case:note { zh = "不得以同一事实和理由作出与原意见相同的处理意见", en = "Not the same opinion again on the same facts and grounds" }
    return "opining"
  end
  case:stop_clock "XF-D6"
  case:set { opinion = opinion.outcome, result = opinion.outcome, decided_by = case.office, facts = opinion.facts, opinion_text = opinion.opinion,
    basis = opinion.basis, review_body = opinion.review_body }
  if opinion.execute_by then case:start_clock("own-execute", { from = opinion.on, due = opinion.execute_by }) end
  return "serving"
end }

stage "serving" { zh = "送达处理意见", en = "Serving the opinion", next = { "serving", "served" },
  next_step = { zh = "向您送达处理意见书。", en = "The opinion is brought to you." }, function(case)
  local proof = case:serve("handling_opinion", { to = case.data.receivers, expires = "own-service", with = { request = case.data.request,
    facts = case.data.facts, opinion = case.data.opinion_text, basis = case.data.basis, review_body = case.data.review_body } })
  if proof.outcome == "served" then
    case:set { last_day = case:start_clock("XF-D8", { from = proof.on }) }
    case:notify("may_ask_review", { to = case.data.receivers, with = { last_day = case:due "XF-D8" } })
  elseif case:task("other_way", { to = "unit_clerk" }).outcome == "again" then
    return "serving"
  end
  report_result(case, case.data.opinion_text)
  return "served"
end }

stage "served" { zh = "已送达", en = "Served", next = { "served", "going_up", "final" },
  next_step = { zh = "您可以在期限内申请复查。", en = "You may ask for a review within the time given." }, function(case)
  local which, asked = case:first {
    asked = function() return case:await "ask_review" end,
    final = function()                                                          -- nobody asks for a review: final for this level (SD 46), and carried out
      if case:running "own-execute" then
        if case:task("execution", { to = "officer", due = "own-execute" }).outcome == "not_done" then return "not_done" end      -- driven on (XF 32)
        case:stop_clock "own-execute"
      end
      if case:running "XF-D8" then case:await_clock "XF-D8" end
      if case:running "XF-D13" then case:await_clock "XF-D13" end               -- also a suggestion of those thirty days is answered first
    end,
  }
  if which == "final" and asked == "not_done" then case:notify("not_carried_out", { to = "supervisor" }) return "served" end
  if which == "final" then return "final" end
  local request = asked.requests[1]
  case:set { requests = asked.requests, asked_on = asked.on, late = case.data.last_day ~= nil and (request.postmark or asked.on) > case.data.last_day }
  for _, id in ipairs { "XF-D8", "own-execute" } do if case:running(id) then case:stop_clock(id) end end
  return "going_up"
end }

stage "going_up" { zh = "提交上一级", en = "Going one level up", next = { "under_review", "final" },
  next_step = { zh = "您的申请已提交上一级机关。", en = "Your request goes to the body above." }, function(case)
  if case.data.reviews == 2 or not case:office_of "review_body" then            -- final (XF 36), or nobody here stands above: said in writing
    local told = case:task("no_body_above", { to = "unit_clerk", due = "XF-D12" })
    case:letter("review_not_admitted", { to = case.data.receivers, with = { reason = told.reason, body = told.body } })
    if case.data.late_case then stop_office_clocks(case) return case:close "not_admitted" end
    return "final"
  end
  case:set { below = case.office }
  case:set { review = case:split({ case.data.requests[1] }, { start = "review_admission", as = "review", office = "review_body" }) }
  return "under_review"
end }

stage "under_review" { zh = "复查复核中", en = "Under review", next = { "final" },
  next_step = { zh = "等待复查（复核）意见。", en = "The review." }, function(case)
  local ended = case:await_case(case.data.review)
  if case.data.late_case then stop_office_clocks(case) return case:close "reviewed" end        -- the first case is closed long since
  if ended.outcome == "withdrawn" or ended.outcome == "ended" or ended.outcome == "not_admitted" then return "final" end
  stop_office_clocks(case) return case:close "reviewed"
end }

stage "final" { zh = "本级终结", en = "Final for this level",
  next_step = { zh = "本级办理终结。", en = "Final for this level." }, function(case)
  stop_office_clocks(case)
  local result = case.data.result
  if result == "supported" then return case:close "supported" end
  if result == "explained" then return case:close "explained" end
  if result == "not_supported" then return case:close "not_supported" end
  if result == "upheld" then return case:close "upheld" end
  if result == "changed" then return case:close "changed" end
  if result == "revoked" then return case:close "revoked" end
  return case:close "redo"
end }

---------------------------------------------------------------- review and re-review: linked cases of the next body up
stage "late_review" { zh = "逾期申请", en = "A late request", next = { "going_up" },
  next_step = { zh = "审查逾期的理由。", en = "Why it is late is looked at." }, function(case)
  local posted, last = case.data.requests[1].postmark, case.data.last_day       -- posted in time is in time, whenever it came
  case:set { asked_on = case:today(), late = not (posted and last and posted <= last), late_case = true }
  return "going_up"
end }

stage "review_admission" { zh = "审查复查（复核）申请", en = "Admitting the request", next = { "review_admission", "reviewing" },
  next_step = { zh = "审查复查（复核）申请。", en = "Whether the request is admitted." }, function(case)
  if not case:running "XF-D12" then
    case:start_clock("XF-D12", { from = case.data.asked_on })
    case:set { reviews = (case.data.reviews or 0) + 1, late_case = false }      -- 1 the review, 2 the re-review
    if case.data.reviews == 1 then case:start_clock("XF-D9", { from = case.data.asked_on })
    else case:start_clock("XF-D11", { from = case.data.asked_on }) end
  end
  local answer = case:task("review_admission", { to = "unit_clerk", due = "XF-D12", with = { late = case.data.late } })
  if answer.outcome == "admit" and case.data.late then case:note { zh = "申请已逾期：有正当理由的，写明理由受理；没有的，不予受理", en = "It is late: admit it with a good cause, or not at all" } return "review_admission" end
  case:stop_clock "XF-D12"
  if answer.outcome ~= "not_admit" then return "reviewing" end
  case:letter("review_not_admitted", { to = case.data.receivers, with = { reason = answer.reason, body = answer.body } })
  stop_office_clocks(case) return case:close "not_admitted"
end }

stage "reviewing" { zh = "复查（复核）", en = "Reviewing", next = { "hearing", "review_serving" },
  next_step = { zh = "复查（复核）机关审查。", en = "The reviewing body examines the matter." }, function(case)
  local clock = "XF-D9"
  if case.data.reviews == 2 then clock = "XF-D11" end
  local review = case:task("review", { to = "officer", due = clock, approve = "unit_head" })
  if review.outcome == "hearing" then return "hearing" end
  case:stop_clock(clock)
  case:set { result = review.outcome, facts = review.facts, opinion_text = review.opinion, basis = review.basis, review_body = review.review_body }
  return "review_serving"
end }

stage "review_serving" { zh = "送达复查（复核）意见", en = "Serving the review", next = { "review_serving", "review_served" },
  next_step = { zh = "向您送达复查（复核）意见书。", en = "The opinion is brought to you." }, function(case)
  local proof
  local words = { request = case.data.request, facts = case.data.facts, opinion = case.data.opinion_text, basis = case.data.basis,
    review_body = case.data.review_body, unit = case.data.below }
  if case.data.reviews == 1 then proof = case:serve("review_opinion", { to = case.data.receivers, expires = "own-service", with = words })
  else proof = case:serve("rereview_opinion", { to = case.data.receivers, expires = "own-service", with = words }) end
  if proof.outcome ~= "served" and case:task("other_way", { to = "unit_clerk" }).outcome == "again" then return "review_serving" end
  if case.data.result == "redo" or case.data.result == "revoked" then       -- the unit handles it again, in a case of its own
    case:split({ case.data.requests[1] }, { start = "redoing", as = "redo", office = case.data.decided_by })
  end
  if proof.outcome == "served" and case.data.reviews == 1 then
    case:set { last_day = case:start_clock("XF-D10", { from = proof.on }) }
    case:notify("may_ask_review", { to = case.data.receivers, with = { last_day = case:due "XF-D10" } })
  end
  return "review_served"
end }

stage "review_served" { zh = "复查（复核）意见已送达", en = "Review served", next = { "going_up", "final" },
  next_step = { zh = "对复查意见不服的，您可以在期限内申请复核。", en = "You may ask for a re-review within the time given." }, function(case)
  if case:running "XF-D10" then                                                 -- after a re-review there is no further level: it is final (XF 36)
    local which, asked = case:first {
      asked = function() return case:await "ask_review" end,
      final = function() return case:await_clock "XF-D10" end,
    }
    if which == "asked" then
      if case:running "XF-D10" then case:stop_clock "XF-D10" end
      case:set { requests = asked.requests, asked_on = asked.on, late = false }
      return "going_up"
    end
  end
  return "final"
end }

stage "redoing" { zh = "重新处理", en = "Handling again", next = { "investigating" },
  next_step = { zh = "原承办单位重新处理。", en = "The unit handles the matter again." }, function(case)
  case:set { redone = case.data.opinion, reviews = 0 }                   -- not the same opinion again on the same facts and grounds (SD 45)
  case:start_clock("XF-D6", { from = case:today() })
  return "investigating"
end }

---------------------------------------------------------------- accusations, and what is left of a withdrawn petition
stage "accusation" { zh = "检举控告", en = "Accusation", next = { "accusation" },             -- a sealed case: only who is cleared sees it
  next_step = { zh = "有权机关依规依纪依法处理。", en = "The competent body deals with it." }, function(case)
  if not case:running "XF-D3" then case:start_clock("XF-D3", { from = case:today() }) end
  local answer = case:task("accusation_decision", { to = "sealed", due = "XF-D3" })
  if answer.outcome == "pass_on" then                                           -- never to the unit accused
    if case:office_of(answer.unit, { sealed = true }) then case:handoff("transfer", { office = answer.unit, to = "sealed", final = true }) end
    return "accusation"
  end
  case:stop_clock "XF-D3"
  case:letter("accusation_receipt", { to = "petitioner", with = { reason = answer.reason, body = answer.body } })
  if answer.outcome == "refuse" then stop_office_clocks(case) return case:close "refused" end
  local result = case:task("accusation_result", { to = "sealed" })
  case:letter("accusation_answer", { to = "petitioner", with = { answer = result.answer } })
  stop_office_clocks(case) return case:close "dealt_with"
end }

stage "keeping_safe" { zh = "公共安全内容移交", en = "Passing on what touches public safety",
  next_step = { zh = "涉及公共安全的内容另行移交处理。", en = "What touches public safety is passed on." }, function(case)
  case:task("safety", { to = { "dispatcher", "unit_clerk" } })
  stop_office_clocks(case) return case:close "withdrawn"
end }
