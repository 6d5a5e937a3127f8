-- People's mediation (人民调解): from a dispute two or more people bring, or the committee sees, to a bound file.
-- Here is the way to an agreement; what follows it stands in ending.lua, what may come at any time in signals.lua, the clocks in
-- deadlines.lua, what is asked in forms.lua, what is sent in letters.lua.

workflow "dispute_mediation" { zh = "人民调解", en = "People's mediation", code = "M",
  intake = "application", start = "registered", starts = { "TJ-D1" }, type = "kind",
  people = { party = "parties", entruster = "entruster" }, subject = "parties/unit",       -- nobody mediates a matter of his own office (INV-2)
  outcomes = {
    { "agreed",       zh = "达成协议", en = "Agreement" },
    { "partly_agreed", zh = "达成部分协议", en = "Agreement on a part" },
    { "not_reached",  zh = "调解不成", en = "No agreement" },
    { "not_started",  zh = "未启动（当事人不同意调解）", en = "Not started: a party did not consent" },
    { "not_confirmed", zh = "司法确认被驳回", en = "Agreement not confirmed by the court" },
    { "withdrawn",    zh = "当事人撤回", en = "Withdrawn by a party" },
    { "not_accepted", zh = "不予受理", en = "Not accepted" } },
}

local function acting(case)                                                     -- who acts: the parties, or for a side of many its representatives
  local rows, applicants, respondents = {}, case.data.applicants or {}, case.data.respondents or {}
  for _, party in ipairs(case.data.parties) do
    if #(party.applies and applicants or respondents) == 0 then rows[#rows + 1] = party end
  end
  for _, row in ipairs(applicants) do rows[#rows + 1] = row end
  for _, row in ipairs(respondents) do rows[#rows + 1] = row end
  return rows
end

---------------------------------------------------------------- from the application to the first session

stage "registered" { zh = "登记", en = "Registered", next = { "registered", "moving", "asking", "terminating" },
  next_step = { zh = "审查是否受理，三个工作日内答复。", en = "We look whether it can be mediated, and answer within three working days." }, function(case)
  local answer = case:task("acceptance", { to = "clerk", due = "TJ-D1" })
  if answer.outcome == "transfer" then                                          -- once, and moving on resets no clock
    if case.data.moved or answer.move_to == case.office then
      case:note { zh = "已经移送过一次的，或者移送至本单位的，不得移送：受理，或者不予受理并告知途径", en = "Moved once already, or to itself: accept it, or refuse and say where to go" }
      return "registered"
    end
    case:set { move_to = answer.move_to, move_reason = answer.reason }
    return "moving"
  end
  case:stop_clock "TJ-D1"
  if answer.outcome == "refuse" then                                            -- never without reason and where to go (INV-4)
    local why = { reason = answer.reason, ground = answer.ground, where_next = answer.where_next }
    case:letter("refusal_notice", { to = case.data.parties, with = why })
    if case.data.entruster then case:letter("entrustment_declined", { to = "entruster", with = why }) end       -- in writing (NB 19)
    return case:close "not_accepted"
  end
  case:set { accepted_on = answer.on, no_shows = 0, sessions = 0 }
  case:start_clock("TJ-D3", { from = answer.on })
  if case.data.reply_by and case.data.reply_by > case:today() then
    case:start_clock("own-entrusted", { from = answer.on, due = case.data.reply_by })
  end
  for _, party in ipairs(case.data.parties) do                                  -- who applied has said yes by applying
    if case.data.source == "apply" and party.applies then case:set(party, { agreed = true }) end
  end
  local paper = { parties = case.data.parties, kind = case.data.kind, source = case.data.source, entrusted_by = case.data.entrusted_by,
                  facts = case.data.facts, requests = case.data.requests, amount = case.data.amount }
  if case.data.source == "apply" then case:letter("application", { to = case.data.parties, with = paper })
  else case:letter("registration", { to = case.data.parties, with = paper }) end
  return "asking"
end }

stage "asking" { zh = "征求意愿", en = "Asking the parties", next = { "choosing", "terminating" },
  next_step = { zh = "征求各方当事人是否同意调解。", en = "Each party is asked whether it wants the mediation." }, function(case)
  if case.data.is_paused then
    case:resume_clock "TJ-D3"
    case:set { is_paused = false }
  end
  local others = {}
  for _, party in ipairs(case.data.parties) do
    if not party.agreed then others[#others + 1] = party end
  end
  local consent = case:ask_each("consent", others, { expires = "TJ-D2", stop_on = "refuse" })
  if #others > 0 and not consent:only "agree" then case:set { ended_by = consent:has "refuse" and "refusal" or "silence" } return "terminating" end                              -- silence is never consent (TJ 17)
  for _, party in ipairs(others) do case:set(party, { agreed = true }) end
  return "choosing"
end }

stage "choosing" { zh = "选定调解员", en = "Choosing mediators", next = { "choosing", "moving", "informing", "terminating" },
  next_step = { zh = "选定人民调解员；您可以接受，也可以要求更换。", en = "Mediators are chosen; you may accept them or ask for others." }, function(case)
  local applicants, respondents = 0, 0
  for _, party in ipairs(case.data.parties) do
    if party.applies then applicants = applicants + 1 else respondents = respondents + 1 end
  end
  local many = case.settings.many
  if not case.data.represented and applicants > 0 and respondents > 0 and (applicants >= many or respondents >= many) then
    local named = case:task("representatives", { to = "clerk", due = "TJ-D3" })          -- five at most for a side of many (NB 20)
    if (applicants >= many and not named.applicants) or (respondents >= many and not named.respondents) then
      case:note { zh = "人数众多的一方须推选一至五名代表人", en = "A side of many chooses one to five representatives" }
      return "choosing"
    end
    case:set { represented = true, applicants = named.applicants, respondents = named.respondents }
  end
  if not case.data.chosen then
    local choice = case:task("mediators", { to = "clerk", due = "TJ-D3" })
    if choice.outcome == "unable" and choice.move_to and choice.move_to ~= case.office and not case.data.moved then case:set { move_to = choice.move_to, move_reason = choice.reason } return "moving" end
    if choice.outcome == "unable" then case:set { ended_by = "unable" } return "terminating" end                                          -- nowhere to move it: the other ways are told
    case:set { chosen = true, mediators = choice.mediators }
    for _, disclosure in ipairs(case:task_each("disclosure", case.data.mediators, { to = "mediator", due = "TJ-D3" })) do
      if disclosure.outcome == "ties" then case:set(disclosure.row, { ties = disclosure.ties }) end
      case:assign("lead_mediator", disclosure.by)                               -- nobody else sees it as his own
    end
    for _, row in ipairs(acting(case)) do case:set(row, { accepts = false }) end
  end
  local asked = {}
  for _, row in ipairs(acting(case)) do
    if not row.accepts then asked[#asked + 1] = row end
  end
  local opinions = case:ask_each("mediator_accepted", asked, { expires = "TJ-D3", stop_on = "object", with = { mediators = case.data.mediators } })
  if opinions:has "object" then case:set { chosen = false } return "choosing" end                                                 -- one party asks, the mediator steps aside (SZ 23)
  if #asked > 0 and not opinions:only "accept" then case:set { ended_by = "term" } return "terminating" end
  for _, row in ipairs(asked) do case:set(row, { accepts = true }) end
  return "informing"
end }

stage "informing" { zh = "告知权利义务", en = "Telling rights and duties", next = { "convening" },
  next_step = { zh = "书面告知权利义务，请签收。", en = "You are told your rights and duties in writing." }, function(case)
  local unguarded, with_agent, to_interpret, untold = {}, {}, {}, {}
  for _, party in ipairs(case.data.parties) do
    if (party.minor or party.no_capacity) and not party.guardian then unguarded[#unguarded + 1] = party end
    if party.agent and not party.authorised and not party.in_person then with_agent[#with_agent + 1] = party end
    if party.interpreter and not party.interpreting then to_interpret[#to_interpret + 1] = party end
  end
  for _, answer in ipairs(case:task_each("guardian", unguarded, { to = "clerk", due = "TJ-D3" })) do
    case:set(answer.row, { guardian = answer.guardian })
  end
  for _, party in ipairs(with_agent) do case:letter("power_of_attorney", { to = party, with = { agent = party.agent } }) end
  for _, answer in ipairs(case:task_each("authorisation", with_agent, { to = "clerk", due = "TJ-D3" })) do
    case:set(answer.row, { authorised = answer.outcome == "handed_in", in_person = answer.outcome == "in_person" })
  end
  for _, answer in ipairs(case:task_each("interpreter", to_interpret, { to = "clerk", due = "TJ-D3" })) do
    case:set(answer.row, { interpreting = answer.outcome, interpreted_by = answer.interpreted_by })
  end
  for _, row in ipairs(acting(case)) do
    if not row.told then untold[#untold + 1] = row end
  end
  if #untold > 0 then case:letter("rights_notice", { to = untold, with = { mediators = case.data.mediators } }) end
  for _, answer in ipairs(case:task_each("rights_notice", untold, { to = "clerk", due = "TJ-D3" })) do
    case:set(answer.row, { told = true })                                       -- always before the first session (TJ 23, 24)
    if answer.session == "closed" then case:set { closed = true } end           -- one wish is enough
  end
  return "convening"
end }

---------------------------------------------------------------- sessions and agreement

stage "convening" { zh = "安排调解", en = "Arranging a session", next = { "convening", "mediating", "changing_term", "moving", "terminating" },
  next_step = { zh = "安排调解时间，另行通知。", en = "A session is arranged; you will be told when and where." }, function(case)
  local plan = case:task("appointment", { to = { "lead_mediator", "director" }, expires = "TJ-D3" })
  if plan.outcome == "expired" then case:set { ended_by = "term" } return "terminating" end
  if plan.outcome == "longer" or plan.outcome == "pause" then
    case:set { wants = plan.outcome, cause = plan.cause, last_day = plan.last_day, why = plan.why }
    return "changing_term"
  end
  if plan.outcome == "unable" and plan.move_to and plan.move_to ~= case.office and not case.data.moved then case:set { move_to = plan.move_to, move_reason = plan.reason } return "moving" end
  if plan.outcome == "unable" then case:set { ended_by = "unable" } return "terminating" end
  if plan.invited then                                                          -- others join only if every party agrees (TJ 20)
    local opinions = case:ask_each("invitation", acting(case), { expires = "TJ-D3", stop_on = "refuse", with = { invited = plan.invited } })
    if not opinions:only "agree" then
      case:note { zh = "有当事人不同意，不得邀请", en = "A party does not agree: they are not invited" }
      return "convening"
    end
  end
  case:set { notified = plan.outcome == "appointed" }
  if plan.outcome == "appointed" then
    case:letter("session_notice", { to = acting(case),
      with = { held_at = plan.held_at, place = plan.place, closed = case.data.closed, again = case.data.no_shows > 0, invited = plan.invited } })
  end
  return "mediating"
end }

stage "changing_term" { zh = "约定期限、中止", en = "Another term, or a pause", next = { "convening", "paused" },
  next_step = { zh = "就调解期限征求各方意见，须一致同意。", en = "All parties are asked about the term; all must agree." }, function(case)
  local wish = { wants = case.data.wants, cause = case.data.cause, last_day = case.data.last_day, why = case.data.why }
  local opinions = case:ask_each("term_consent", acting(case), { expires = "TJ-D3", stop_on = "refuse", with = wish })
  if not opinions:only "agree" or case.data.last_day <= case:today() then return "convening" end       -- only if all parties agree
  if case.data.wants == "pause" then
    case:pause_clock("TJ-D3", { reason = case.data.cause, approval = opinions[#opinions] })          -- by the last who agreed
    case:set { is_paused = true }
    case:letter("pause_notice", { to = case.data.parties, with = wish })
    return "paused"
  end
  case:stop_clock "TJ-D3"
  case:start_clock("TJ-D3", { from = case:today(), due = case.data.last_day })
  case:letter("term_notice", { to = case.data.parties, with = wish })
  return "convening"
end }

stage "mediating" { zh = "调解", en = "Mediating", next = { "convening", "signing", "terminating" },
  next_step = { zh = "请按通知的时间、地点参加调解。", en = "Please come to the session you were invited to." }, function(case)
  local session = case:task("session_record", { to = { "lead_mediator", "director" }, expires = "TJ-D3" })
  if session.outcome == "expired" then case:set { ended_by = "term" } return "terminating" end
  case:letter("session_record", { to = "lead_mediator", with = { held_on = session.held_on, place = session.place, present = session.present,
    mediators = case.data.mediators, recorder = session.recorder, record = session.record, absent = session.outcome == "no_show", parties = case.data.parties } })
  if session.outcome == "no_show" then                                          -- invited again the first time; without reason the second is a refusal
    if session.good_reason or not case.data.notified then return "convening" end
    case:set { no_shows = case.data.no_shows + 1 }
    if case.data.no_shows < case.settings.no_shows then return "convening" end
    case:set { ended_by = "absence" }
    return "terminating"
  end
  case:set { sessions = case.data.sessions + 1 }
  if session.outcome == "agreed" then return "signing" end
  if session.outcome == "again" then return "convening" end
  if session.outcome == "abused" then case:set { ended_by = "abuse" }           -- SZ 28
  else case:set { ended_by = session.outcome } end
  return "terminating"
end }

stage "signing" { zh = "签署协议", en = "Signing", next = { "convening", "signing", "terminating", "concluded" },
  next_step = { zh = "核对并签署调解协议；签署、盖章前可以改变主意。", en = "The agreement is read and signed; until the seal is on you may change your mind." }, function(case)
  local agreement = case:task("agreement", { to = { "lead_mediator", "director" }, expires = "TJ-D3" })
  if agreement.outcome == "expired" then case:set { ended_by = "term" } return "terminating" end
  if agreement.outcome == "none" then return "convening" end
  for _, obligation in ipairs(agreement.obligations or {}) do
    if not (obligation.by_date or obligation.condition) or (obligation.by_date and obligation.by_date < case:today()) then
      case:note { zh = "每项履行事项须写明期限（不早于今日）或者条件", en = "Each obligation has a date, today or later, or a condition" }
      return "signing"
    end
  end
  if agreement.performance == "dated" and #(agreement.obligations or {}) == 0 then
    case:note { zh = "按约定期限履行的协议须逐项写明履行事项", en = "An agreement to be performed by dates lists each obligation" }
    return "signing"
  end
  if agreement.outcome == "oral" and (agreement.performance == "dated" or agreement.asked_in_writing or agreement.major) then
    case:note { zh = "当事人要求书面、不当场履行或者重大复杂的，须订立书面协议", en = "In writing if a party asks, if it is not performed at once, or if it is major (NB 24)" }
    return "signing"
  end
  case:set { performance = agreement.performance, obligations = agreement.obligations, content = agreement.content, disputed = agreement.disputed,
             remaining = agreement.remaining, is_partial = agreement.remaining ~= nil, is_oral = agreement.outcome == "oral" }
  if agreement.outcome == "oral" then case:set { in_force_on = agreement.on } return "concluded" end                                           -- in force when agreed (TJ 30)
  local signatures = case:ask_each("signature", acting(case), { expires = "TJ-D3", stop_on = "refuse" })
  if not signatures:only "signed" then return "convening" end                   -- no agreement until all have signed (TJ 29)
  local mediators = case:task_each("mediator_signature", case.data.mediators, { to = "mediator", due = "TJ-D3", stop_on = "refuse" })
  if not mediators:only "signed" then return "convening" end
  local seal = case:task("seal", { to = "director", due = "TJ-D3", with = { content = agreement.content, obligations = agreement.obligations } })
  if seal.outcome == "withheld" then return "convening" end
  if seal.outcome == "stop" then case:set { ended_by = "unsealed" } return "terminating" end                                                -- what hurts a third party is not sealed
  case:set { in_force_on = seal.on }
  return "concluded"
end }
