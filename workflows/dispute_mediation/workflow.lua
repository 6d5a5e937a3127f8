-- People's mediation (人民调解): from a dispute two or more people bring, or the committee sees, to a bound file.
-- Here is the way to an agreement; ending.lua has what follows it, signals.lua what may come at any time, deadlines.lua the clocks.

workflow "dispute_mediation" { zh = "人民调解", en = "People's mediation", code = "M",
  intake = "application", start = "registered", starts = { "TJ-D1" }, hints = "clerk", type = "kind",
  people = { party = "parties", entruster = "entruster" }, subject = "parties/unit",       -- nobody mediates a matter of his own office (INV-2)
  outcomes = {
    { "agreed", zh = "达成协议", en = "Agreement" }, { "partly_agreed", zh = "达成部分协议", en = "Agreement on a part" },
    { "not_reached", zh = "调解不成", en = "No agreement" }, { "withdrawn", zh = "当事人撤回", en = "Withdrawn by a party" },
    { "not_started", zh = "未启动（当事人不同意调解）", en = "Not started: a party did not consent" },
    { "not_confirmed", zh = "司法确认被驳回", en = "Agreement not confirmed by the court" },
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
local function without(rows, mark)                                              -- those that do not bear it yet: nobody is asked or told twice
  local found = {}
  for _, row in ipairs(rows) do
    if not row[mark] then found[#found + 1] = row end
  end
  return found
end
local ours = { "lead_mediator", "director" }

stage "registered" { zh = "登记", en = "Registered", next = { "registered", "moving", "asking", "terminating" }, function(case)
  local answer = case:task("acceptance", { to = "clerk", due = "TJ-D1" })
  if answer.outcome == "transfer" and (case.data.moved or answer.move_to == case.office) then
    case:note { zh = "只能移送一次，且不得移送至本单位：受理，或者不予受理并告知途径", en = "It moves once, and not to itself: accept or refuse it" }
    return "registered"
  end
  if answer.outcome == "transfer" then case:set { move_to = answer.move_to, move_reason = answer.reason } return "moving" end
  case:stop_clock "TJ-D1"
  if answer.outcome == "refuse" then                                            -- never without reason and where to go (INV-4)
    local why = { reason = answer.reason, ground = answer.ground, where_next = answer.where_next }
    case:letter("refusal_notice", { to = case.data.parties, with = why })
    if case.data.entruster then case:letter("entrustment_declined", { to = "entruster", with = why }) end       -- in writing (NB 19)
    return case:close "not_accepted"
  end
  case:set { accepted_on = answer.on, sessions = 0 }
  case:start_clock("TJ-D3", { from = answer.on })
  local day = case.data.reply_by
  if day and day > case:today() then case:start_clock("own-entrusted", { from = answer.on, due = day }) end
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
  if case.data.is_paused then case:resume_clock "TJ-D3" case:set { is_paused = false } end
  local others = without(case.data.parties, "agreed")
  local consent = case:ask_each("consent", others, { expires = "TJ-D2", stop_on = "refuse" })
  if consent:has "refuse" then case:set { ended_by = "refusal" } return "terminating" end
  if #others > 0 and not consent:only "agree" then case:set { ended_by = "silence" } return "terminating" end      -- never consent (TJ 17)
  for _, party in ipairs(others) do case:set(party, { agreed = true }) end
  return "choosing"
end }

stage "choosing" { zh = "选定调解员", en = "Choosing mediators", next = { "choosing", "moving", "informing", "terminating" },
  next_step = { zh = "选定人民调解员；您可以接受，也可以要求更换。", en = "Mediators are chosen; you may accept them or ask for others." }, function(case)
  if #case.data.parties >= case.settings.many and not case.data.represented then          -- a side of many speaks by five at most (NB 20)
    local named = case:task("representatives", { to = "clerk", due = "TJ-D3" })
    case:set { represented = true, applicants = named.applicants, respondents = named.respondents }
  end
  if not case.data.chosen then
    local choice = case:task("mediators", { to = "clerk", due = "TJ-D3" })
    local to = not case.data.moved and choice.move_to ~= case.office and choice.move_to
    if choice.outcome == "unable" and to then case:set { move_to = to, move_reason = choice.reason } return "moving" end
    if choice.outcome == "unable" then case:set { ended_by = "unable" } return "terminating" end      -- nowhere to: the other ways are told
    case:set { chosen = true, mediators = choice.mediators }
    for _, disclosure in ipairs(case:task_each("disclosure", case.data.mediators, { to = "mediator", due = "TJ-D3" })) do
      if disclosure.outcome == "ties" then case:set(disclosure.row, { ties = disclosure.ties }) end
      case:assign("lead_mediator", disclosure.by)                               -- nobody else sees it as his own
    end
    for _, row in ipairs(acting(case)) do case:set(row, { accepts = false }) end
  end
  local asked, shown = without(acting(case), "accepts"), { mediators = case.data.mediators }
  local opinions = case:ask_each("mediator_accepted", asked, { expires = "TJ-D3", stop_on = "object", with = shown })
  if opinions:has "object" then case:set { chosen = false } return "choosing" end          -- one party asks, the mediator steps aside (SZ 23)
  if #asked > 0 and not opinions:only "accept" then case:set { ended_by = "term" } return "terminating" end
  for _, row in ipairs(asked) do case:set(row, { accepts = true }) end
  return "informing"
end }

stage "informing" { zh = "告知权利义务", en = "Telling rights and duties", next = { "convening" }, function(case)
  local unguarded, with_agent, to_interpret, untold = {}, {}, {}, without(acting(case), "told")
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
  if #untold > 0 then case:letter("rights_notice", { to = untold, with = { mediators = case.data.mediators } }) end
  for _, answer in ipairs(case:task_each("rights_notice", untold, { to = "clerk", due = "TJ-D3" })) do
    case:set(answer.row, { told = true })                                       -- always before the first session (TJ 23, 24)
    if answer.session == "closed" then case:set { closed = true } end           -- one wish is enough
  end
  return "convening"
end }

stage "convening" { zh = "安排调解", en = "Arranging a session", next = { "convening", "mediating", "changing_term", "choosing", "terminating" },
  next_step = { zh = "安排调解时间，另行通知。", en = "A session is arranged; you will be told when and where." }, function(case)
  local plan = case:task("appointment", { to = ours, expires = "TJ-D3" })
  if plan.outcome == "expired" then case:set { ended_by = "term" } return "terminating" end
  if plan.outcome == "pause" and case.data.has_term then
    case:note { zh = "期限已由各方约定的，请改为约定新的期限", en = "The term was agreed on: agree on another one instead" }
    return "convening"
  end
  if plan.outcome == "longer" or plan.outcome == "pause" then
    case:set { wants = plan.outcome, cause = plan.cause, last_day = plan.last_day, why = plan.why }
    return "changing_term"
  end
  if plan.outcome == "unable" then case:set { chosen = false } return "choosing" end         -- other mediators, or another committee
  if plan.invited then                                                          -- others join only if every party agrees (TJ 20)
    local opinions = case:ask_each("invitation", acting(case), { expires = "TJ-D3", stop_on = "refuse", with = { invited = plan.invited } })
    if not opinions:only "agree" then return "convening" end
  end
  case:set { notified = plan.outcome == "appointed" }
  if plan.outcome == "appointed" then
    case:letter("session_notice", { to = acting(case),
      with = { held_at = plan.held_at, place = plan.place, closed = case.data.closed, again = case.data.invited_before, invited = plan.invited } })
  end
  return "mediating"
end }

stage "changing_term" { zh = "约定期限、中止", en = "Another term, or a pause", next = { "convening", "paused" }, function(case)
  local wish = { wants = case.data.wants, cause = case.data.cause, last_day = case.data.last_day, why = case.data.why }
  local opinions = case:ask_each("term_consent", acting(case), { expires = "TJ-D3", stop_on = "refuse", with = wish })
  if not opinions:only "agree" or case.data.last_day <= case:today() then return "convening" end       -- only if all parties agree
  case:set { is_paused = case.data.wants == "pause", has_term = case.data.wants == "longer" }
  if case.data.wants == "pause" then
    case:pause_clock("TJ-D3", { reason = case.data.cause, approval = opinions[#opinions] })          -- by the last who agreed
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
  local session = case:task("session_record", { to = ours, expires = "TJ-D3" })
  if session.outcome == "expired" then case:set { ended_by = "term" } return "terminating" end
  case:letter("session_record", { to = "lead_mediator", with = { parties = case.data.parties, mediators = case.data.mediators,
    held_on = session.held_on, place = session.place, present = session.present, recorder = session.recorder, record = session.record,
    absent = session.outcome == "no_show" } })
  if session.outcome == "no_show" then                                          -- of each party on its own: once it is invited again, twice is a refusal
    for _, seen in ipairs(case:task_each("attendance", acting(case), { to = ours, due = "TJ-D3" })) do
      local absences = (seen.row.absences or 0) + (case.data.notified and seen.outcome == "stayed_away" and 1 or 0)
      case:set(seen.row, { absences = absences })
      if absences >= case.settings.no_shows then case:set { ended_by = "absence" } end
    end
    case:set { invited_before = case.data.notified }
    if case.data.ended_by then return "terminating" end
    return "convening"
  end
  case:set { sessions = case.data.sessions + 1 }
  if session.outcome == "agreed" then return "signing" end
  if session.outcome == "again" then return "convening" end
  case:set { ended_by = session.outcome }                                       -- no result, abused (SZ 28), or it cannot go on
  return "terminating"
end }

stage "signing" { zh = "签署协议", en = "Signing", next = { "convening", "signing", "terminating", "offering" },
  next_step = { zh = "核对并签署调解协议；签署、盖章前可以改变主意。", en = "The agreement is read and signed; until the seal is on you may change your mind." }, function(case)
  local agreement = case:task("agreement", { to = ours, expires = "TJ-D3" })
  if agreement.outcome == "expired" then case:set { ended_by = "term" } return "terminating" end
  if agreement.outcome == "none" then return "convening" end
  local list, is_oral, is_dated = agreement.obligations or {}, agreement.outcome == "oral", agreement.performance == "dated"
  local is_whole = not is_dated or #list > 0
  for _, row in ipairs(list) do is_whole = is_whole and (row.condition or row.by_date and row.by_date >= case:today()) end
  if not is_whole or is_oral and (is_dated or agreement.asked_in_writing or agreement.major) then      -- NB 24
    case:note { zh = "不当场履行的，须书面逐项写明不早于今日的期限或者条件；当事人要求或者重大复杂的，须订立书面协议",
                en = "What is performed later is in writing, each obligation with a date to come or a condition; so is what a party asks, or is major" }
    return "signing"
  end
  case:set { performance = agreement.performance, obligations = agreement.obligations, content = agreement.content,
             disputed = agreement.disputed, remaining = agreement.remaining, is_partial = agreement.remaining ~= nil, is_oral = is_oral }
  if is_oral then case:set { in_force_on = agreement.on } return "offering" end          -- in force when agreed (TJ 30)
  local signatures = case:ask_each("signature", acting(case), { expires = "TJ-D3", stop_on = "refuse" })
  if not signatures:only "signed" then return "convening" end                   -- no agreement until all have signed (TJ 29)
  local mediators = case:task_each("mediator_signature", case.data.mediators, { to = "mediator", due = "TJ-D3", stop_on = "refuse" })
  if not mediators:only "signed" then return "convening" end
  local seal = case:task("seal", { to = "director", due = "TJ-D3", with = { content = agreement.content, obligations = list } })
  if seal.outcome == "withheld" then return "convening" end
  if seal.outcome == "stop" then case:set { ended_by = "unsealed" } return "terminating" end       -- what hurts others is not sealed
  case:set { in_force_on = seal.on }
  return "offering"
end }
