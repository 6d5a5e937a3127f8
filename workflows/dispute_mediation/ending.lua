-- What follows a mediation: the agreement in force, confirmation, performance, visits; or its end without one; the file.
local ours = { "lead_mediator", "director" }
local function stop(case, id, row)
  if case:running(id, { row = row }) then case:stop_clock(id, { row = row }) end
end
local function later(case, day)                                                 -- that day, if it is not over; else the day of the next look
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
local function tell_routes(case, why)                                           -- mediation bars no other way (INV-11, TJ 26)
  local routes, parties = case:task("termination_notice", { to = "clerk", with = { ended_by = why } }), case.data.parties
  case:letter("termination_notice", { to = parties,
    with = { ended_by = why, court = routes.court, arbitration = routes.arbitration, administrative = routes.administrative } })
  if routes.undisputed then case:letter("undisputed_facts", { to = parties, with = { undisputed = routes.undisputed, parties = parties } }) end
end

stage "offering" { zh = "协议生效，告知司法确认", en = "Agreement in force", next = { "performing", "visiting", "rejected" },
  next_step = { zh = "协议已生效；双方可以共同申请司法确认，也可以不申请。", en = "The agreement is in force. Both may ask a court to confirm it." },
  function(case)
  local data, obligations = case.data, case.data.performance == "dated" and case.data.obligations or {}
  local paper = { parties = data.parties, disputed = data.disputed, content = data.content, remaining = data.is_partial and data.remaining,
                  obligations = obligations, mediators = data.mediators, in_force_on = data.in_force_on }
  case:stop_clock "TJ-D3"
  case:start_clock("TJ-D4", { from = data.in_force_on })
  for _, row in ipairs(obligations) do                                          -- one clock for each
    case:start_clock("TJ-D6", { row = row, from = data.in_force_on, due = later(case, row.by_date) })
  end
  if data.is_oral then case:letter("oral_agreement", { to = data.parties, with = paper })
  else case:letter("agreement", { to = data.parties, with = paper }) end
  if data.is_partial then tell_routes(case, "partial") end                      -- for the rest every other way is open (SZ 26)
  local told = case:task("confirmation_notice", { to = "clerk", with = { last_day = case:due "TJ-D4" } })
  if told.outcome == "told" then
    paper.court = told.court
    case:letter("confirmation_application", { to = data.parties, with = paper })
    case:letter("mediation_proof", { to = data.parties, with = paper })
  end
  if data.performance == "dated" then return "performing" end
  case:start_clock("TJ-D7", { from = data.in_force_on })                        -- nothing to wait for: one visit, 30 days on
  return "visiting"
end }

stage "performing" { zh = "履行", en = "Performing", next = { "performing", "urging", "visiting", "filing", "rejected" },
  next_step = { zh = "请按协议履行；履行后可以告知调解委员会。", en = "Please perform the agreement, and tell us when you have." }, function(case)
  if not case:running "TJ-D6" then return "filing" end
  local which, event = case:first {                                             -- whichever happens first; the other is cancelled
    performed = function() return case:await "performed" end,                   -- a signal about one row of obligations
    late      = function() return case:await_clock "TJ-D6" end,                 -- each falling due is handed over once
  }
  local row, on = event.row, case:today()
  if not case:running("TJ-D6", { row = row }) then return "performing" end      -- told twice
  if which == "late" then case:set { current = row } return "urging" end
  on = event.performed_on or on
  ended(case, row, on)
  case:letter("performance_record", { to = { row.debtor, row.creditor },
    with = { debtor = row.debtor, creditor = row.creditor, act = row.act, amount = row.amount, performed_on = on, remarks = event.remarks } })
  return "visiting"                                                             -- and back: a loop goes through its stage
end }

stage "urging" { zh = "督促履行", en = "Urging", next = { "visiting", "rejected" }, function(case)
  local row = case.data.current
  local paper = { debtor = row.debtor, creditor = row.creditor, act = row.act, amount = row.amount, by_date = row.by_date,
                  condition = row.condition, confirmed = case.data.confirmation == "confirmed" }
  case:letter("urging_letter", { to = row.debtor, with = paper })
  local urged = case:task("urging", { to = ours, with = { obligation = row } })          -- TJ 31
  if urged.outcome == "new_date" or urged.outcome == "waiting" then
    case:stop_clock("TJ-D6", { row = row })
    case:start_clock("TJ-D6", { row = row, from = urged.on, due = later(case, urged.new_date) })
    return "visiting"
  end
  if urged.outcome == "not_done" then case:letter("enforcement_guide", { to = row.creditor, with = paper }) end
  ended(case, row, urged.on)
  return "visiting"
end }

stage "visiting" { zh = "回访", en = "Following up", next = { "performing", "urging", "filing", "rejected" }, function(case)
  if case.data.performance == "at_once" then
    record_visit(case, case:task("follow_up", { to = ours, due = "TJ-D7" }))
    case:stop_clock "TJ-D7"
    return "filing"
  end
  local unvisited = {}
  for _, row in ipairs(case.data.obligations) do
    if row.ended_on and not row.visited then unvisited[#unvisited + 1] = row end
  end
  if #unvisited == 0 then return "performing" end
  local which, event = case:first {
    late    = function() return case:await_clock "TJ-D6" end,                   -- another one falls due meanwhile: urged first
    visited = function() return case:task_each("follow_up", unvisited, { to = ours, due = "TJ-D7" }) end,
  }
  if which == "late" then case:set { current = event.row } return "urging" end
  for _, visit in ipairs(event) do
    record_visit(case, visit, visit.row.act)
    case:stop_clock("TJ-D7", { row = visit.row })
    case:set(visit.row, { visited = true })
  end
  return "performing"
end }

stage "rejected" { zh = "司法确认被驳回", en = "Confirmation rejected", next = { "convening", "filing" }, function(case)
  for _, row in ipairs(case.data.obligations or {}) do stop(case, "TJ-D6", row) stop(case, "TJ-D7", row) end
  for _, id in ipairs { "TJ-D7", "TJ-D8" } do stop(case, id) end
  local now = case:task("rejection_notice", { to = "clerk" })                   -- change the agreement, make a new one, or sue (MS 206)
  if now.outcome ~= "again" then case:set { ended_by = "rejection" } return "filing" end
  case:set { in_force_on = false, confirmation = false, notified = false, reported = false, has_term = false }
  case:start_clock("TJ-D3", { from = now.on })
  return "convening"
end }

stage "terminating" { zh = "终止调解", en = "Terminating", next = { "filing" },
  next_step = { zh = "书面告知终止原因和其他途径。", en = "You are told in writing why it ends and which other ways are open." }, function(case)
  for _, id in ipairs { "TJ-D1", "TJ-D3" } do stop(case, id) end
  tell_routes(case, case.data.ended_by)
  return "filing"
end }

stage "filing" { zh = "立卷归档", en = "Filing", next = { "filing", "rejected" },
  next_step = { zh = "材料整理归档，无需您办理事项。", en = "The file is put together; you need not do anything." }, function(case)
  local data, why, sat = case.data, case.data.ended_by, (case.data.sessions or 0) > 0
  if not case:running "TJ-D8" then case:start_clock("TJ-D8", { from = case:today() }) end
  stop(case, "own-entrusted")
  if data.entruster and not data.reported then                                  -- what came of it, never what was offered
    case:letter("report_back", { to = "entruster", with = { entrusted_by = data.entrusted_by, letter = data.entrusting_letter,
      ended_by = why, agreed_on = data.in_force_on, partial = data.is_partial } })
    case:set { reported = true }
  end
  local papers = case:task("dossier", { to = "clerk", due = "TJ-D8", with = { sessions = sat } })
  if not (papers.application and papers.identity and papers.result and papers.back_cover) or (sat and not (papers.rights and papers.sessions)) then
    case:note { zh = "必备材料不齐，不得归档", en = "A paper that must be there is missing: the file is not bound" }
    return "filing"
  end
  local filed = case:task("filing", { to = "clerk", due = "TJ-D8" })
  local paper = { file_number = filed.file_number, filed_on = filed.on, kind = data.kind, parties = data.parties, mediators = data.mediators,
    forever = data.confirmation == "confirmed" or data.kind == "homestead" or data.kind == "land", years = case.settings.kept_years,
    ended_by = why, agreed_on = data.in_force_on, file_note = papers.file_note, rights = papers.rights, sessions = papers.sessions,
    authority = papers.authority, inquiries = papers.inquiries, exhibits = papers.exhibits, receipts = papers.receipts,
    visits = papers.visits, confirmed = papers.confirmed }
  case:letter("file_cover", { to = "clerk", with = paper })
  case:letter("file_note", { to = "clerk", with = paper })
  case:letter("back_cover", { to = "clerk", with = paper })
  case:stop_clock "TJ-D8"
  if not sat and (why == "refusal" or why == "silence" or why == "withdrawal" or why == "absence") then return case:close "not_started" end
  if why == "withdrawal" then return case:close "withdrawn" end
  if why == "rejection" then return case:close "not_confirmed" end
  if why then return case:close "not_reached" end
  if data.is_partial then return case:close "partly_agreed" end
  return case:close "agreed"
end }
