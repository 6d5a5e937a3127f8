-- People's mediation (人民调解): from a dispute two or more people bring, or the committee sees, to a bound file.
-- Sources: TJ the People's Mediation Law, MS the Civil Procedure Law; SZ, NB local rules taken as the default.

workflow "dispute_mediation" { zh = "人民调解", en = "People's mediation", code = "M",
  intake = "application", start = "registered", starts = { "TJ-D1" },
  people = { party = "parties" },
  outcomes = {
    { "agreed",       zh = "达成协议", en = "Agreement" },
    { "not_reached",  zh = "调解不成", en = "No agreement" },
    { "not_started",  zh = "未启动（当事人不同意调解）", en = "Not started: a party did not consent" },
    { "not_confirmed", zh = "司法确认被驳回", en = "Agreement not confirmed by the court" },
    { "withdrawn",    zh = "当事人撤回", en = "Withdrawn by a party" },
    { "not_accepted", zh = "不予受理", en = "Not accepted" } },
}

setting "no_shows" { 2, min = 1, max = 3, basis = "assumed", zh = "无正当理由未到场几次视为拒绝", en = "Absences without good reason that count as a refusal" }

clock "TJ-D1" { zh = "决定是否受理", en = "Decide on acceptance", owner = "office", basis = "assumed", within = workdays(3) }
clock "TJ-D2" { zh = "征求对方意愿", en = "Ask the other party's will", owner = "office", basis = "assumed", within = workdays(3) }
clock "TJ-D3" { zh = "调解期限", en = "Term of the mediation", owner = "office", basis = "local: SZ 25; NB 27", within = days(30), set_by = "parties" }
clock "TJ-D4" { zh = "共同申请司法确认", en = "Apply jointly for judicial confirmation", owner = "citizen", basis = "law: TJ 33; MS 205", within = days(30) }
clock "TJ-D6" { zh = "履行协议", en = "Perform the agreement", owner = "citizen", basis = "law: TJ 29, 31", set_by = "agreement" }
clock "TJ-D7" { zh = "回访", en = "Follow-up visit", owner = "office", basis = "assumed", choose = "performance", within = { dated = days(7), at_once = days(30) } }
clock "TJ-D8" { zh = "立卷归档", en = "File bound", owner = "office", basis = "assumed", within = days(30) }

---------------------------------------------------------------- what may come at any time

signal "withdraw" { zh = "拒绝或者撤回调解", en = "Refuse or withdraw", from = { "party", "clerk", "mediator" }, form = "withdrawal", about = "parties",
  only_in = { "registered", "asking", "choosing", "informing", "mediating", "signing" },                   -- later it is a matter of performance
  confirm = { form = "freely_made", to = "clerk" } }
on "withdraw" (function(case)                                                   -- any one party ends it (TJ 17, 23)
  case:set { ended_by = "withdrawal" }
  return "terminating"
end)

signal "danger" { zh = "紧急情况", en = "Danger", from = { "party", "clerk", "mediator", "director" }, form = "danger",
  confirm = { form = "protection", to = "director" } }                          -- opened at once, in every stage, whatever else is open (INV-9)
on "danger" (function(case)                                                     -- the director says: mediation must stop
  if case.data.in_force_on then return end                                      -- what is agreed stays agreed
  case:set { ended_by = "danger" }
  return "terminating"
end)

signal "performed" { zh = "已履行", en = "Performed", from = { "party", "clerk", "mediator" }, form = "performance", about = "obligations",
  only_in = { "offering", "performing", "urging", "visiting" } }                -- awaited in "performing", kept until then

signal "confirmation" { zh = "司法确认", en = "Judicial confirmation", from = { "party", "clerk" }, form = "confirmation",
  only_in = { "offering", "performing", "urging", "visiting" } }
on "confirmation" (function(case, answer)
  case:set { confirmation = answer.outcome }
  if case:running "TJ-D4" then case:stop_clock "TJ-D4" end
  if answer.outcome == "rejected" then return "rejected" end
end)

---------------------------------------------------------------- from the application to the first session

stage "registered" { zh = "登记", en = "Registered", next = { "asking", "terminating" }, function(case)
  local answer = case:task("acceptance", { to = "clerk", due = "TJ-D1" })
  case:stop_clock "TJ-D1"
  if answer.outcome == "refuse" then                                            -- never without reason and where to go (INV-4)
    case:task("refusal_notice", { to = "clerk", with = { reason = answer.reason, where_next = answer.where_next } })
    return case:close "not_accepted"
  end
  case:set { no_shows = 0, sessions = 0 }
  case:start_clock("TJ-D3", { from = answer.on })
  return "asking"
end }

stage "asking" { zh = "征求意愿", en = "Asking the parties", next = { "choosing", "terminating" }, function(case)
  local others = {}                                                             -- who applied has said yes by applying
  for _, party in ipairs(case.data.parties) do
    if case.data.source ~= "apply" or not party.applies then others[#others + 1] = party end
  end
  if #others == 0 then return "choosing" end                                    -- they came together
  local consent = case:ask_each("consent", others, { expires = "TJ-D2", stop_on = "refuse" })
  if consent:has "refuse" then
    case:set { ended_by = "refusal" }
    return "terminating"
  end
  if not consent:only "agree" then                                              -- silence is never consent (TJ 17)
    case:set { ended_by = "silence" }
    return "terminating"
  end
  return "choosing"
end }

stage "choosing" { zh = "选定调解员", en = "Choosing mediators", next = { "choosing", "informing", "terminating" }, function(case)
  local choice = case:task("mediators", { to = "clerk", due = "TJ-D3" })
  case:set { mediators = choice.mediators }
  for _, disclosure in ipairs(case:task_each("disclosure", case.data.mediators, { to = "mediator", due = "TJ-D3" })) do
    if disclosure.outcome == "ties" then case:set(disclosure.row, { ties = disclosure.ties }) end
  end
  local opinions = case:ask_each("mediator_accepted", case.data.parties, { expires = "TJ-D3", stop_on = "object", with = { mediators = case.data.mediators } })
  if opinions:has "object" then return "choosing" end                           -- one party asks, the mediator steps aside (SZ 23)
  if opinions:only "accept" then return "informing" end
  case:set { ended_by = "term" }
  return "terminating"
end }

stage "informing" { zh = "告知权利义务", en = "Telling rights and duties", next = { "mediating", "terminating" }, function(case)
  local unguarded = {}
  for _, party in ipairs(case.data.parties) do
    if (party.minor or party.no_capacity) and not party.guardian then unguarded[#unguarded + 1] = party end
  end
  for _, answer in ipairs(case:task_each("guardian", unguarded, { to = "clerk", due = "TJ-D3" })) do
    case:set(answer.row, { guardian = answer.guardian })
  end
  case:task_each("rights_notice", case.data.parties, { to = "clerk", due = "TJ-D3" })      -- always before the first session (TJ 23, 24)
  return "mediating"
end }

---------------------------------------------------------------- sessions and agreement

stage "mediating" { zh = "调解", en = "Mediating", next = { "mediating", "signing", "terminating" }, function(case)
  local session = case:task("session_record", { to = "mediator", expires = "TJ-D3" })
  if session.outcome == "expired" then
    case:set { ended_by = "term" }
    return "terminating"
  end
  case:set { sessions = case.data.sessions + 1 }
  if session.new_term and session.new_term > case:today() then                  -- longer only if all parties agree
    case:stop_clock "TJ-D3"
    case:start_clock("TJ-D3", { from = session.on, due = session.new_term })
  end
  if session.outcome == "agreed" then return "signing" end
  if session.outcome == "no_result" or session.outcome == "stopped" then
    case:set { ended_by = "no_result" }
    return "terminating"
  end
  if session.outcome == "no_show" and not session.good_reason then
    case:set { no_shows = case.data.no_shows + 1 }
    if case.data.no_shows >= case.settings.no_shows then
      case:set { ended_by = "absence" }
      return "terminating"
    end
  end
  return "mediating"                                                            -- a new session
end }

stage "signing" { zh = "签署协议", en = "Signing", next = { "mediating", "signing", "terminating", "concluded" }, function(case)
  local agreement = case:task("agreement", { to = "mediator", expires = "TJ-D3" })
  if agreement.outcome == "expired" then
    case:set { ended_by = "term" }
    return "terminating"
  end
  if agreement.outcome == "none" then return "mediating" end
  if agreement.performance == "dated" and #(agreement.obligations or {}) == 0 then
    case:note { zh = "按约定期限履行的协议须逐项写明履行事项", en = "An agreement to be performed by dates lists each obligation" }
    return "signing"
  end
  case:set { performance = agreement.performance, obligations = agreement.obligations }
  if agreement.outcome == "oral" then                                           -- in force when agreed (TJ 30)
    case:set { in_force_on = agreement.on }
    return "concluded"
  end
  local signatures = case:ask_each("signature", case.data.parties, { expires = "TJ-D3", stop_on = "refuse" })
  if not signatures:only "signed" then return "mediating" end                   -- no agreement until all have signed (TJ 29)
  local seal = case:task("seal", { to = "director", due = "TJ-D3" })
  if seal.outcome == "withheld" then return "mediating" end
  case:set { in_force_on = seal.on }
  return "concluded"
end }

stage "concluded" { zh = "协议生效", en = "Agreement in force", next = { "offering" }, function(case)
  case:stop_clock "TJ-D3"
  case:start_clock("TJ-D4", { from = case.data.in_force_on })
  if case.data.performance == "dated" then
    for _, obligation in ipairs(case.data.obligations) do                       -- one clock for each obligation
      case:start_clock("TJ-D6", { row = obligation, from = case.data.in_force_on, due = obligation.by_date })
    end
  end
  return "offering"
end }

stage "offering" { zh = "告知司法确认", en = "Offering confirmation", next = { "performing", "visiting", "rejected" }, function(case)
  case:task("confirmation_notice", { to = "clerk", with = { last_day = case:due "TJ-D4" } })      -- the parties may apply; nobody has to
  if case:running "TJ-D6" then return "performing" end
  case:set { visit_from = case.data.in_force_on }                               -- nothing to wait for: one visit, 30 days on
  return "visiting"
end }

---------------------------------------------------------------- performance, visits, the file

stage "performing" { zh = "履行", en = "Performing", next = { "performing", "urging", "visiting", "filing", "rejected" }, function(case)
  if not case:running "TJ-D6" then return "filing" end
  local which, event = case:first {                                             -- whichever happens first; the other is cancelled
    performed = function() return case:await "performed" end,                   -- a signal about one row of obligations
    late      = function() return case:await_clock "TJ-D6" end,                 -- each falling due is handed over once
  }
  if not case:running("TJ-D6", { row = event.row }) then return "performing" end           -- told twice
  case:set { current = event.row }
  if which == "late" then return "urging" end
  case:set { visit_from = event.on }
  case:stop_clock("TJ-D6", { row = event.row })
  return "visiting"                                                             -- and back: a loop goes through its stage
end }

stage "urging" { zh = "督促履行", en = "Urging", next = { "performing", "visiting", "rejected" }, function(case)
  local row = case.data.current
  local urged = case:task("urging", { to = "mediator", with = { obligation = row } })      -- TJ 31
  case:stop_clock("TJ-D6", { row = row })
  if urged.outcome == "new_date" then
    case:start_clock("TJ-D6", { row = row, from = urged.on, due = urged.new_date })
    return "performing"
  end
  case:set { visit_from = urged.on }
  return "visiting"
end }

stage "visiting" { zh = "回访", en = "Following up", next = { "performing", "rejected" }, function(case)
  local row = case.data.current
  case:start_clock("TJ-D7", { row = row, from = case.data.visit_from })
  if row then case:task_each("follow_up", { row }, { to = "mediator", due = "TJ-D7" })
  else case:task("follow_up", { to = "mediator", due = "TJ-D7" }) end
  case:stop_clock("TJ-D7", { row = row })
  return "performing"
end }

stage "rejected" { zh = "司法确认被驳回", en = "Confirmation rejected", next = { "filing" }, function(case)
  for _, id in ipairs { "TJ-D6", "TJ-D7" } do
    for _, obligation in ipairs(case.data.obligations or {}) do
      if case:running(id, { row = obligation }) then case:stop_clock(id, { row = obligation }) end
    end
  end
  if case:running "TJ-D7" then case:stop_clock "TJ-D7" end
  case:set { ended_by = "rejection" }
  case:task("rejection_notice", { to = "clerk" })                               -- change the agreement, make a new one, or sue (MS 206)
  return "filing"
end }

stage "terminating" { zh = "终止调解", en = "Terminating", next = { "filing" }, function(case)
  for _, id in ipairs { "TJ-D1", "TJ-D3" } do
    if case:running(id) then case:stop_clock(id) end
  end
  case:task("termination_notice", { to = "clerk", with = { ended_by = case.data.ended_by } })     -- mediation bars no other way (INV-11)
  return "filing"
end }

stage "filing" { zh = "立卷归档", en = "Filing", function(case)
  case:start_clock("TJ-D8", { from = case:today() })
  case:task("filing", { to = "clerk", due = "TJ-D8" })
  case:stop_clock "TJ-D8"
  local why = case.data.ended_by
  if why == "refusal" or why == "silence" then return case:close "not_started" end
  if why == "withdrawal" then return case:close "withdrawn" end
  if why == "rejection" then return case:close "not_confirmed" end
  if why then return case:close "not_reached" end
  return case:close "agreed"
end }
