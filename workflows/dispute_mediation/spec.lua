-- What the mediation promises, in the order of the procedure. Each title begins with the markers it proves.

-- What the parties are asked a clerk enters for them; what they tell unasked are signals of their own.

-- The way to the first session, as every spec below the first four needs it.
local function accept(t, example)
  t:now "2026-01-05 09:00"
  local case = t:start("dispute_mediation", example or "neighbours")
  t:as("clerk"):complete(case, "acceptance", { outcome = "accept" })
  return case
end

local function open_session(t)
  local case = accept(t)
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "mediators", { outcome = "chosen", mediators = { { mediator = { name = "谢长河" } } } })
  t:as("mediator"):complete(case, "disclosure", { outcome = "no_ties" })
  t:as("clerk"):complete(case, "mediator_accepted", { outcome = "accept" })
  t:as("clerk"):complete(case, "mediator_accepted", { outcome = "accept" })
  t:as("clerk"):complete(case, "rights_notice", { outcome = "told", session = "closed" })
  t:as("clerk"):complete(case, "rights_notice", { outcome = "told", session = "open" })
  return case
end

local two_obligations = {
  { debtor = { name = "郑春山" }, creditor = { name = "林秋禾" }, act = "将院墙退回原界线", by_date = "2026-01-20" },
  { debtor = { name = "郑春山" }, creditor = { name = "林秋禾" }, act = "恢复排水沟", by_date = "2026-02-10" },
}

local function agree(t)                                                         -- two obligations, in writing, in force on Thursday 2026-01-08
  local case = open_session(t)
  t:advance_to "2026-01-08"
  t:as("mediator"):complete(case, "session_record", { outcome = "agreed", held_on = "2026-01-08", record = "双方达成一致。" })
  t:as("mediator"):complete(case, "agreement",
    { outcome = "written", content = "院墙退回，排水沟恢复。", performance = "dated", obligations = two_obligations })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:as("director"):complete(case, "seal", { outcome = "sealed" })
  return case
end

local function notify_end(t, case)
  t:as("clerk"):complete(case, "termination_notice",
    { outcome = "handed_over", court = "柳泉县人民法院", arbitration = "无仲裁协议，不适用", administrative = "柳泉镇人民政府" })
end

spec "TJ-D1 INV-3: what comes in is registered, and three working days are given to decide" (function(t)
  t:now "2026-01-08 16:30"                                                      -- a Thursday
  local case = t:start("dispute_mediation", "neighbours")
  t:expect(case):stage "registered" :status "open" :task "acceptance" :due("TJ-D1", "2026-01-13")
  t:as("clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:expect(case):stage "asking" :due("TJ-D3", "2026-02-07")
end)

spec "TJ-D1 INV-4: a refusal has a reason and says where to go" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("dispute_mediation", "neighbours")
  t:as("clerk"):refused "invalid" :complete(case, "acceptance", { outcome = "refuse", reason = "已由人民法院受理。" })
  t:as("clerk"):complete(case, "acceptance", { outcome = "refuse", reason = "已由人民法院受理。", where_next = "court" })
  t:as("clerk"):complete(case, "refusal_notice", { outcome = "handed_over" })
  t:expect(case):status "closed" :outcome "not_accepted"
end)

spec "TJ-D2 INV-5: one express refusal ends it, and bars no other way" (function(t)
  local case = accept(t)
  t:expect(case):stage "asking" :task "consent" :due("TJ-D2", "2026-01-08")
  t:as("clerk"):complete(case, "consent", { outcome = "refuse" })
  t:expect(case):stage "terminating" :task "termination_notice"
  t:as("clerk"):refused "invalid" :complete(case, "termination_notice", { outcome = "handed_over", court = "柳泉县人民法院" })
  notify_end(t, case)
  t:expect(case):stage "filing" :due("TJ-D8", "2026-02-04")
  t:as("clerk"):complete(case, "filing", { outcome = "filed", file_number = "2026-M-1" })
  t:expect(case):status "closed" :outcome "not_started"
end)

spec "TJ-D2 INV-5: silence is not consent" (function(t)
  local case = accept(t)
  t:advance(days(3))
  t:expect(case):stage "asking"                                                 -- the last day is the party's until midnight
  t:advance_to "2026-01-09"
  t:expect(case):stage "terminating"
end)

spec "TJ-D2: with an entrusted dispute every party is asked" (function(t)
  local case = accept(t, "entrusted_contract")
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:expect(case):stage "asking"
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:expect(case):stage "choosing"
end)

spec "TJ 17: parties who come together need not be asked again" (function(t)
  t:expect(accept(t, "together")):stage "choosing"
end)

spec "SZ 23: a mediator steps aside when one party asks" (function(t)
  local case = accept(t)
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "mediators", { outcome = "named", mediators = { { mediator = { name = "谢长河" } } } })
  t:as("mediator"):refused "invalid" :complete(case, "disclosure", { outcome = "ties" })
  t:as("mediator"):complete(case, "disclosure", { outcome = "ties", ties = "与一方当事人是表亲。" })
  t:as("clerk"):complete(case, "mediator_accepted", { outcome = "object" })
  t:expect(case):stage "choosing" :task "mediators"
end)

spec "TJ 23: a minor has a guardian, and all know their rights, before the first session" (function(t)
  local case = accept(t, "with_a_minor")
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "mediators", { outcome = "named", mediators = { { mediator = { name = "谢长河" } } } })
  t:as("mediator"):complete(case, "disclosure", { outcome = "no_ties" })
  t:as("clerk"):complete(case, "mediator_accepted", { outcome = "accept" })
  t:as("clerk"):complete(case, "mediator_accepted", { outcome = "accept" })
  t:expect(case):stage "informing" :task "guardian"
  t:as("clerk"):complete(case, "guardian", { outcome = "named", guardian = { name = "周立业" } })
  t:as("clerk"):complete(case, "rights_notice", { outcome = "told", session = "closed" })
  t:expect(case):stage "informing"
  t:as("clerk"):complete(case, "rights_notice", { outcome = "told", session = "closed" })
  t:expect(case):stage "mediating" :task "session_record"
end)

spec "TJ-D3 INV-11: when the term is over the mediation ends with a notice" (function(t)
  local case = open_session(t)
  t:as("mediator"):complete(case, "session_record", { outcome = "again", held_on = "2026-01-05", record = "双方分歧较大，择日再调。" })
  t:expect(case):stage "mediating" :due("TJ-D3", "2026-02-04")
  t:advance_to "2026-02-05"
  t:expect(case):stage "terminating" :task "termination_notice"
  notify_end(t, case)
  t:as("clerk"):complete(case, "filing", { outcome = "filed", file_number = "2026-M-2" })
  t:expect(case):status "closed" :outcome "not_reached"
end)

spec "TJ-D3: the parties may agree on another term" (function(t)
  local case = open_session(t)
  t:as("mediator"):complete(case, "session_record",
    { outcome = "again", held_on = "2026-01-05", record = "各方同意延长。", new_term = "2026-03-16" })
  t:expect(case):stage "mediating" :due("TJ-D3", "2026-03-16")
  t:advance_to "2026-03-16";  t:expect(case):stage "mediating"
  t:advance_to "2026-03-17";  t:expect(case):stage "terminating"
end)

spec "TJ 17: the second absence without good reason counts as a refusal" (function(t)
  local case = open_session(t)
  t:as("mediator"):complete(case, "session_record", { outcome = "no_show", held_on = "2026-01-06", good_reason = true })
  t:as("mediator"):complete(case, "session_record", { outcome = "no_show", held_on = "2026-01-07", good_reason = false })
  t:expect(case):stage "mediating"
  t:as("mediator"):complete(case, "session_record", { outcome = "no_show", held_on = "2026-01-08", good_reason = false })
  t:expect(case):stage "terminating"
end)

spec "TJ 29: no agreement until all have signed and the seal is on" (function(t)
  local case = open_session(t)
  t:as("mediator"):complete(case, "session_record", { outcome = "agreed", held_on = "2026-01-05", record = "达成一致。" })
  t:as("mediator"):complete(case, "agreement",
    { outcome = "written", content = "院墙退回。", performance = "dated", obligations = two_obligations })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:expect(case):stage "signing"
  t:as("clerk"):complete(case, "signature", { outcome = "refuse" })             -- a changed mind before the seal
  t:expect(case):stage "mediating"
  t:as("mediator"):complete(case, "session_record", { outcome = "agreed", held_on = "2026-01-06", record = "再次达成一致。" })
  t:as("mediator"):complete(case, "agreement",
    { outcome = "written", content = "院墙退回。", performance = "dated", obligations = two_obligations })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:expect(case):stage "signing" :task "seal"
  t:as("director"):complete(case, "seal", { outcome = "withheld", reason = "排水沟占用他人承包地。" })
  t:expect(case):stage "mediating"
end)

spec "TJ 29: who agrees on dates lists each obligation with its debtor, creditor, act and date" (function(t)
  local case = open_session(t)
  t:as("mediator"):complete(case, "session_record", { outcome = "agreed", held_on = "2026-01-05", record = "达成一致。" })
  t:as("mediator"):complete(case, "agreement", { outcome = "written", content = "院墙退回。", performance = "dated" })
  t:expect(case):stage "signing" :task "agreement"                              -- the mediator has it back
  t:as("mediator"):refused "invalid" :complete(case, "agreement", { outcome = "written", content = "院墙退回。", performance = "dated",
    obligations = { { debtor = { name = "郑春山" }, act = "退回院墙" } } })
end)

spec "TJ-D3: a new term in the past is no term" (function(t)
  local case = open_session(t)
  t:as("mediator"):complete(case, "session_record",
    { outcome = "again", held_on = "2026-01-05", record = "择日再调。", new_term = "2025-12-31" })
  t:expect(case):stage "mediating" :due("TJ-D3", "2026-02-04")
end)

spec "TJ-D7 TJ-D8 TJ 30: an oral agreement is in force when agreed; one visit, then the file" (function(t)
  local case = open_session(t)
  t:as("mediator"):complete(case, "session_record", { outcome = "agreed", held_on = "2026-01-05", record = "当场履行。" })
  t:as("mediator"):complete(case, "agreement", { outcome = "oral", content = "赔礼道歉。", performance = "at_once" })
  t:expect(case):stage "offering" :due("TJ-D4", "2026-02-04")
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "柳泉县人民法院" })
  t:expect(case):stage "visiting" :due("TJ-D7", "2026-02-04")
  t:as("mediator"):complete(case, "follow_up", { outcome = "fully", visited_on = "2026-01-05", satisfaction = "satisfied" })
  t:expect(case):stage "filing" :due("TJ-D8", "2026-02-04")
  t:as("clerk"):complete(case, "filing", { outcome = "filed", file_number = "2026-M-3" })
  t:expect(case):status "closed" :outcome "agreed"
end)

spec "TJ-D4: the last day for confirmation is never a day off" (function(t)
  local case = agree(t)                                                         -- 30 days from Thursday 8 January: Saturday 7 February
  t:expect(case):stage "offering" :due("TJ-D4", "2026-02-09")
end)

spec "TJ-D6 TJ-D7: each obligation has its own clock; what is late is urged, then visited" (function(t)
  local case = agree(t)
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "柳泉县人民法院" })
  t:expect(case):stage "performing"
  t:advance_to "2026-01-16"
  t:as("party"):signal(case, "performed", { row = "obligations/1", performed_on = "2026-01-16" })
  t:expect(case):stage "visiting" :task "follow_up" :due("TJ-D7", "2026-01-23", { row = "obligations/1" })
  t:expect(case):due("TJ-D7", nil)                                              -- no second clock for the visit
  t:as("mediator"):complete(case, "follow_up", { outcome = "fully", visited_on = "2026-01-19" })
  t:expect(case):stage "performing" :due("TJ-D6", "2026-02-10", { row = "obligations/2" })
  t:advance_to "2026-02-10";  t:expect(case):stage "performing"
  t:advance_to "2026-02-11";  t:expect(case):stage "urging" :task "urging"
  t:as("mediator"):complete(case, "urging", { outcome = "new_date", new_date = "2026-02-27" })
  t:expect(case):stage "performing"
  t:advance_to "2026-02-28"
  t:as("mediator"):complete(case, "urging", { outcome = "not_done", reply = "暂无能力。" })
  t:expect(case):stage "visiting"
  t:as("mediator"):complete(case, "follow_up", { outcome = "not", visited_on = "2026-03-02", new_signs = true })
  t:as("clerk"):complete(case, "filing", { outcome = "filed", file_number = "2026-M-4" })
  t:expect(case):status "closed" :outcome "agreed"
end)

spec "TJ-D6: what is told while a visit is under way is kept" (function(t)
  local case = agree(t)
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "柳泉县人民法院" })
  t:as("party"):signal(case, "performed", { row = "obligations/1" })
  t:as("party"):signal(case, "performed", { row = "obligations/1" })            -- told twice: heard once
  t:as("party"):signal(case, "performed", { row = "obligations/2" })
  t:as("mediator"):complete(case, "follow_up", { outcome = "fully", visited_on = "2026-01-08" })
  t:expect(case):stage "visiting"
  t:as("mediator"):complete(case, "follow_up", { outcome = "fully", visited_on = "2026-01-09" })
  t:expect(case):stage "filing"
end)

spec "MS 206: a rejected confirmation ends the performance; the parties hear what is possible" (function(t)
  local case = agree(t)
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "柳泉县人民法院" })
  t:as("clerk"):signal(case, "confirmation", { outcome = "applied", court = "柳泉县人民法院" })
  t:expect(case):stage "performing"
  t:as("clerk"):signal(case, "confirmation", { outcome = "rejected" })
  t:expect(case):stage "rejected" :task "rejection_notice"
  t:as("clerk"):complete(case, "rejection_notice", { outcome = "told" })
  t:as("clerk"):complete(case, "filing", { outcome = "filed", file_number = "2026-M-5" })
  t:expect(case):status "closed" :outcome "not_confirmed"
end)

spec "INV-5 TJ 23: any party may withdraw until the agreement is in force" (function(t)
  local case = open_session(t)
  t:as("party"):signal(case, "withdraw", { row = "parties/2" })
  t:expect(case):stage "mediating" :task "freely_made"                          -- asked first; the session stays open
  t:as("clerk"):complete(case, "freely_made", { outcome = "dispute" })
  t:expect(case):stage "mediating"
  t:as("party"):signal(case, "withdraw", { row = "parties/1", words = "不想再谈了。" })
  t:as("clerk"):complete(case, "freely_made", { outcome = "confirm" })
  t:expect(case):stage "terminating"
  notify_end(t, case)
  t:as("clerk"):complete(case, "filing", { outcome = "filed", file_number = "2026-M-6" })
  t:expect(case):status "closed" :outcome "withdrawn"
end)

spec "TJ 31: after the agreement is in force there is nothing to withdraw" (function(t)
  local case = agree(t)
  t:as("party"):refused "not_offered" :signal(case, "withdraw", { row = "parties/1" })
  t:expect(case):stage "offering"
end)

spec "INV-9 TJ 25: danger goes before everything, with an empty form" (function(t)
  local case = accept(t)
  t:as("mediator"):signal(case, "danger", {})
  t:expect(case):stage "asking" :task "protection"
  t:as("director"):complete(case, "protection", { outcome = "go_on", reported_to = "police", measures = "已报警，民警到场。" })
  t:expect(case):stage "asking"
  t:as("party"):signal(case, "danger", { what = "violence" })
  t:as("director"):complete(case, "protection", { outcome = "confirm", reported_to = "police", measures = "已报警并联系庇护场所。" })
  t:expect(case):stage "terminating"
end)
