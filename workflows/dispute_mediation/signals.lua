-- What may come at any time of a mediation: a handler records, sends, or says in which stage the case goes on.
local before_agreement = { "registered", "moving", "asking", "choosing", "informing", "convening", "changing_term", "paused", "mediating",
  "signing", "succeeding", "protecting" }
signal "withdraw" { zh = "拒绝或者撤回调解", en = "Refuse or withdraw", from = { "party", "clerk", "mediator" }, form = "withdrawal", about = "parties",
  only_in = before_agreement, confirm = { form = "freely_made", to = "clerk" } }         -- later it is a matter of performance
on "withdraw" (function(case)                                                   -- any one party ends it (TJ 17, 23)
  if case.data.in_force_on or case.data.ended_by then return end                -- found to be freely made too late: in force, or over, already
  case:set { ended_by = "withdrawal" } return "terminating"
end)
signal "danger" { zh = "紧急情况", en = "Danger", from = { "party", "clerk", "mediator", "director" }, form = "danger",
  confirm = { form = "protection", to = "director" } }                          -- opened at once, in every stage, whatever else is open (INV-9)
on "danger" (function(case)                                                     -- the director says: mediation must stop
  if case.data.in_force_on or case.data.ended_by then return end                -- what is agreed, or over, stays so
  case:set { ended_by = "danger" }
  return "terminating"
end)
signal "violence" { zh = "家庭暴力、侵害未成年人", en = "Violence in a family, or a minor harmed",
  from = { "party", "clerk", "mediator", "director", "grid_worker" }, form = "report_of_violence", only_in = before_agreement }
on "violence" (function(case)                                                   -- never settled as a quarrel (FJ 14, WC 11): the mediation stands still at once
  case:notify("violence", { to = { "director", "mediator" } })
  return "protecting"
end)
signal "died" { zh = "当事人死亡（终止）", en = "A party has died", from = { "party", "clerk", "mediator" }, form = "death", about = "parties",
  only_in = { "asking", "choosing", "informing", "convening", "changing_term", "paused", "mediating", "signing" } }
on "died" (function(case, answer)
  case:set { dead = answer.row }
  return "succeeding"
end)
signal "inquiry" { zh = "调查记录", en = "Inquiry", from = { "mediator", "clerk" }, form = "inquiry",
  only_in = { "convening", "paused", "mediating" } }
on "inquiry" (function(case, answer)
  case:letter("inquiry_record", { to = "mediator", with = { asked_on = answer.asked_on, asked = answer.asked, answers = answer.answers } })
end)
signal "performed" { zh = "已履行", en = "Performed", from = { "party", "clerk", "mediator" }, form = "performance", about = "obligations",
  only_in = { "offering", "performing", "urging", "visiting" } }                -- awaited in "performing", kept until then
signal "confirmation" { zh = "司法确认", en = "Judicial confirmation", from = { "party", "clerk" }, form = "confirmation",
  only_in = { "offering", "performing", "urging", "visiting", "filing" }, after_close = days(60) }
on "confirmation" (function(case, answer)
  if not case.data.in_force_on then return end                                  -- there is nothing to confirm: no way back to a table somebody has left (INV-5)
  for _, id in ipairs { "TJ-D4", "TJ-D5" } do
    if case:running(id) then case:stop_clock(id) end
  end
  case:set { confirmation = answer.outcome }
  if answer.outcome == "applied" then case:start_clock("TJ-D5", { from = answer.on }) end        -- the court's time is followed, not counted
  if answer.outcome == "extended" and answer.decide_by >= answer.on then case:start_clock("TJ-D5", { from = answer.on, due = answer.decide_by }) end
  if answer.outcome == "rejected" then return "rejected" end                    -- "refused" changes nothing: the agreement binds as it is (TJ 31)
end)
signal "linkage" { zh = "对接移送", en = "Linkage", from = { "mediator", "clerk", "director" }, form = "linkage",
  not_in = { "registered" }, confirm = { form = "linkage_consent", to = "clerk" } }       -- nothing leaves without the consent of the parties
on "linkage" (function(case, answer)                                            -- one record of each, with its day of reply; no clock of ours stops for it
  for _, asked in ipairs(answer.linkages) do
    local row = case:add("linkages", { linked_with = asked.linked_with, receiver = asked.receiver, matter = asked.matter, papers = asked.papers })
    if asked.reply_by >= case:today() then case:start_clock("own-linkage", { row = row, from = case:today(), due = asked.reply_by }) end
    case:letter("linkage_record", { to = asked.receiver, with = asked })
  end
end)
signal "linkage_result" { zh = "对接结果", en = "Result of a linkage", from = { "clerk", "mediator" }, form = "linkage_result",
  about = "linkages", after_close = days(365) }
on "linkage_result" (function(case, answer)
  case:set(answer.row, { result = answer.result })
  if case:running("own-linkage", { row = answer.row }) then case:stop_clock("own-linkage", { row = answer.row }) end
end)

stage "moving" { zh = "移送其他调解委员会", en = "Moving to another committee", next = { "registered", "choosing", "terminating" }, function(case)
  case:letter("transfer_notice", { to = case.data.parties, with = { move_to = case.data.move_to, reason = case.data.move_reason } })
  local given = case:handoff("transfer", { office = case.data.move_to, to = "clerk", expires = "own-transfer" })       -- silence counts as received
  case:set { moved = true, chosen = false }
  if not case.data.accepted_on then return "registered" end
  if given.outcome == "object" then case:set { ended_by = "unable" } return "terminating" end
  return "choosing"                                                             -- other mediators; consent and clocks stay
end }

stage "paused" { zh = "中止", en = "Paused", next = { "asking" },
  next_step = { zh = "调解中止，到期或者原因消除后恢复。", en = "The mediation stands still until the day agreed on, or sooner." }, function(case)
  case:first {
    over  = function() return case:task("resumption", { to = { "lead_mediator", "director" } }) end,
    until_then = function() return case:sleep_until(case:after(case.data.last_day, days(1))) end,
  }
  return "asking"                                                               -- which resumes the clock; who has agreed is not asked again
end }

stage "protecting" { zh = "强制报告", en = "Reporting violence", next = { "registered", "asking", "terminating" }, function(case)
  local done = case:task("mandatory_report", { to = "director", priority = "urgent" })
  if done.outcome == "reported" then
    case:letter("violence_report", { to = "director", with = { reported_on = done.reported_on, measures = done.measures, parties = case.data.parties } })
    case:set { ended_by = "danger" }
    return "terminating"
  end
  if case.data.accepted_on then return "asking" end                             -- nobody is asked twice
  return "registered"
end }

stage "succeeding" { zh = "确定承受人", en = "Finding who succeeds", next = { "asking", "terminating" }, function(case)
  local found, dead = case:task("succession", { to = "clerk", due = "TJ-D3" }), case.data.dead
  if found.outcome == "nobody" then case:set { ended_by = "death" } return "terminating" end
  case:add("parties", { person = found.successor, applies = dead.applies })     -- who is asked, told and may refuse like anybody else
  case:drop(dead, "died")
  return "asking"
end }
