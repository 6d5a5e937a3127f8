-- What follows a mediation: the agreement in force, confirmation, performance, visits; or its end without one; the file.

local function tell_routes(case, why)                                           -- mediation bars no other way (INV-11, TJ 26)
  local routes = case:task("termination_notice", { to = "clerk", with = { ended_by = why } })
  case:letter("termination_notice", { to = case.data.parties,
    with = { ended_by = why, court = routes.court, arbitration = routes.arbitration, administrative = routes.administrative } })
  if routes.undisputed then
    case:letter("undisputed_facts", { to = case.data.parties, with = { undisputed = routes.undisputed, parties = case.data.parties } })
  end
end

local function later(case, day)                                                 -- the day, if it is not over; else that of the next look
  if day and day >= case:today() then return day end
  return case:after(case:today(), case.settings.condition_check)
end

local function ended(case, row, on)                                             -- an obligation is over: its visit is due (TJ-D7)
  case:stop_clock("TJ-D6", { row = row })
  case:set(row, { ended_on = on })
  case:start_clock("TJ-D7", { row = row, from = on })
end

local function record_visit(case, visit, act)
  case:letter("follow_up_record", { to = "lead_mediator", with = { parties = case.data.parties, act = act, visited_on = visit.visited_on,
    satisfaction = visit.satisfaction, new_signs = visit.new_signs, remarks = visit.remarks,
    fully = visit.outcome == "fully", partly = visit.outcome == "partly", nothing = visit.outcome == "not" } })
end

stage "concluded" { zh = "协议生效", en = "Agreement in force", next = { "offering" },
  next_step = { zh = "调解协议已生效，送达各方。", en = "The agreement is in force and goes to all parties." }, function(case)
  case:stop_clock "TJ-D3"
  case:start_clock("TJ-D4", { from = case.data.in_force_on })
  local paper = { parties = case.data.parties, disputed = case.data.disputed, content = case.data.content, in_force_on = case.data.in_force_on,
                  remaining = case.data.is_partial and case.data.remaining, mediators = case.data.mediators }
  if case.data.performance == "dated" then
    paper.obligations = case.data.obligations
    for _, obligation in ipairs(case.data.obligations) do                       -- one clock for each obligation; with a condition it is looked at now and then
      case:start_clock("TJ-D6", { row = obligation, from = case.data.in_force_on,
        due = later(case, obligation.by_date) })
    end
  end
  if case.data.is_oral then case:letter("oral_agreement", { to = case.data.parties, with = paper })
  else case:letter("agreement", { to = case.data.parties, with = paper }) end
  if case.data.is_partial then tell_routes(case, "partial") end                 -- for the rest every other way is open (SZ 26)
  return "offering"
end }

stage "offering" { zh = "告知司法确认", en = "Offering confirmation", next = { "performing", "visiting", "rejected" },
  next_step = { zh = "告知司法确认事项；双方可以共同申请，也可以不申请。", en = "You are told of judicial confirmation; both may apply together, nobody has to." }, function(case)
  local told = case:task("confirmation_notice", { to = "clerk", with = { last_day = case:due "TJ-D4" } })      -- the parties may apply; nobody has to
  if told.outcome == "told" then
    local paper = { court = told.court, parties = case.data.parties, content = case.data.content, mediators = case.data.mediators, in_force_on = case.data.in_force_on }
    case:letter("confirmation_application", { to = case.data.parties, with = paper })
    case:letter("mediation_proof", { to = case.data.parties, with = paper })
  end
  if case.data.performance == "dated" then return "performing" end
  case:start_clock("TJ-D7", { from = case.data.in_force_on })                   -- nothing to wait for: one visit, 30 days on
  return "visiting"
end }

stage "performing" { zh = "履行", en = "Performing", next = { "performing", "urging", "visiting", "filing", "rejected" },
  next_step = { zh = "请按协议履行；履行后可以告知调解委员会。", en = "Please perform the agreement, and tell us when you have." }, function(case)
  for _, obligation in ipairs(case.data.obligations) do
    if obligation.ended_on and not obligation.visited then return "visiting" end
  end
  if not case:running "TJ-D6" then return "filing" end
  local which, event = case:first {                                             -- whichever happens first; the other is cancelled
    performed = function() return case:await "performed" end,                   -- a signal about one row of obligations
    late      = function() return case:await_clock "TJ-D6" end,                 -- each falling due is handed over once
  }
  if not case:running("TJ-D6", { row = event.row }) then return "performing" end           -- told twice
  if which == "late" then case:set { current = event.row } return "urging" end
  local on = event.performed_on or event.on
  if on > case:today() then on = event.on end
  ended(case, event.row, on)
  case:letter("performance_record", { to = { event.row.debtor, event.row.creditor },
    with = { debtor = event.row.debtor, creditor = event.row.creditor, act = event.row.act, amount = event.row.amount, performed_on = on, remarks = event.remarks } })
  return "performing"                                                           -- a loop goes through its stage
end }

stage "urging" { zh = "督促履行", en = "Urging", next = { "performing", "rejected" },
  next_step = { zh = "调解委员会督促履行，并告知可以采取的途径。", en = "The committee urges performance and tells what can be done." }, function(case)
  local row = case.data.current
  local paper = { debtor = row.debtor, creditor = row.creditor, act = row.act, amount = row.amount, by_date = row.by_date, condition = row.condition,
                  confirmed = case.data.confirmation == "confirmed" }
  case:letter("urging_letter", { to = row.debtor, with = paper })
  local urged = case:task("urging", { to = { "lead_mediator", "director" }, with = { obligation = row } })     -- TJ 31
  if urged.outcome == "new_date" or urged.outcome == "waiting" then
    case:stop_clock("TJ-D6", { row = row })
    case:start_clock("TJ-D6", { row = row, from = urged.on, due = later(case, urged.new_date) })
    return "performing"
  end
  if urged.outcome == "not_done" then case:letter("enforcement_guide", { to = row.creditor, with = paper }) end     -- confirmed: enforcement; else a claim
  ended(case, row, urged.on)
  return "performing"
end }

stage "visiting" { zh = "回访", en = "Following up", next = { "performing", "urging", "filing", "rejected" },
  next_step = { zh = "人民调解员将回访了解履行情况。", en = "The mediator will ask how the agreement was performed." }, function(case)
  local who, unvisited = { "lead_mediator", "director" }, {}
  if case.data.performance == "at_once" then
    record_visit(case, case:task("follow_up", { to = who, due = "TJ-D7" }))
    case:stop_clock "TJ-D7"
    return "filing"
  end
  for _, obligation in ipairs(case.data.obligations) do
    if obligation.ended_on and not obligation.visited then unvisited[#unvisited + 1] = obligation end
  end
  local which, event = case:first {
    late    = function() return case:await_clock "TJ-D6" end,                   -- another one falls due meanwhile: urged first
    visited = function() return case:task_each("follow_up", unvisited, { to = who, due = "TJ-D7" }) end,
  }
  if which == "late" then case:set { current = event.row } return "urging" end
  for _, visit in ipairs(event) do
    record_visit(case, visit, visit.row.act)
    case:stop_clock("TJ-D7", { row = visit.row })
    case:set(visit.row, { visited = true })
  end
  return "performing"
end }

stage "rejected" { zh = "司法确认被驳回", en = "Confirmation rejected", next = { "convening", "filing" },
  next_step = { zh = "告知可以变更协议、重新达成协议或者起诉。", en = "You are told how to change the agreement, make a new one, or sue." }, function(case)
  for _, obligation in ipairs(case.data.obligations or {}) do
    if case:running("TJ-D6", { row = obligation }) then case:stop_clock("TJ-D6", { row = obligation }) end
    if case:running("TJ-D7", { row = obligation }) then case:stop_clock("TJ-D7", { row = obligation }) end
  end
  for _, id in ipairs { "TJ-D7", "TJ-D8" } do
    if case:running(id) then case:stop_clock(id) end
  end
  local next_step = case:task("rejection_notice", { to = "clerk" })             -- change the agreement, make a new one, or sue (MS 206)
  if next_step.outcome == "again" then
    case:set { in_force_on = false, confirmation = false, notified = false, reported = false }
    case:start_clock("TJ-D3", { from = next_step.on })
    return "convening"
  end
  case:set { ended_by = "rejection" }
  return "filing"
end }

stage "terminating" { zh = "终止调解", en = "Terminating", next = { "filing" },
  next_step = { zh = "书面告知终止原因和其他途径。", en = "You are told in writing why it ends and which other ways are open." }, function(case)
  for _, id in ipairs { "TJ-D1", "TJ-D3" } do
    if case:running(id) then case:stop_clock(id) end
  end
  tell_routes(case, case.data.ended_by)
  return "filing"
end }

stage "filing" { zh = "立卷归档", en = "Filing", next = { "filing", "rejected" },
  next_step = { zh = "材料整理归档，无需您办理事项。", en = "The file is put together; you need not do anything." }, function(case)
  if not case:running "TJ-D8" then case:start_clock("TJ-D8", { from = case:today() }) end
  local why = case.data.ended_by
  if case:running "own-entrusted" then case:stop_clock "own-entrusted" end
  if case.data.entruster and not case.data.reported then                        -- what was asked for and what came of it, never what was offered
    case:letter("report_back", { to = "entruster", with = { entrusted_by = case.data.entrusted_by, letter = case.data.entrusting_letter, ended_by = why,
      agreed_on = case.data.in_force_on, partial = case.data.is_partial } })
    case:set { reported = true }
  end
  local sat = (case.data.sessions or 0) > 0
  local papers = case:task("dossier", { to = "clerk", due = "TJ-D8", with = { sessions = sat } })
  if not (papers.application and papers.identity and papers.result and papers.back_cover) or (sat and not (papers.rights and papers.sessions)) then
    case:note { zh = "必备材料不齐，不得归档", en = "A paper that must be there is missing: the file is not bound" }
    return "filing"
  end
  local filed = case:task("filing", { to = "clerk", due = "TJ-D8" })
  local forever = case.data.confirmation == "confirmed" or case.data.kind == "homestead" or case.data.kind == "land"
  local paper = { file_number = filed.file_number, kind = case.data.kind, parties = case.data.parties, mediators = case.data.mediators, ended_by = why,
    agreed_on = case.data.in_force_on, forever = forever, years = case.settings.kept_years, filed_on = filed.on, file_note = papers.file_note,
    rights = papers.rights, sessions = papers.sessions, authority = papers.authority, inquiries = papers.inquiries, exhibits = papers.exhibits,
    receipts = papers.receipts, visits = papers.visits, confirmed = papers.confirmed }
  case:letter("file_cover", { to = "clerk", with = paper })
  case:letter("file_note", { to = "clerk", with = paper })
  case:letter("back_cover", { to = "clerk", with = paper })
  case:stop_clock "TJ-D8"
  if why == "refusal" or why == "silence" then return case:close "not_started" end
  if why == "withdrawal" then return case:close "withdrawn" end
  if why == "rejection" then return case:close "not_confirmed" end
  if why then return case:close "not_reached" end
  if case.data.is_partial then return case:close "partly_agreed" end
  return case:close "agreed"
end }
