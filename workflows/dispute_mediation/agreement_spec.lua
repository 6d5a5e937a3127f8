-- What the mediation promises once the parties agree: signatures and seal, confirmation, performance, visits, the file, in the
-- order of the procedure. The way to the agreement, and what may come before it, is in spec.lua.

local function accept(t, example)
  t:now "2026-01-05 09:00"
  local case = t:start("dispute_mediation", example or "neighbours")
  t:as("clerk"):complete(case, "acceptance", { outcome = "accept" })
  return case
end

local function choose(t, case, parties)                                         -- from the choice of the mediator to the notice of rights
  t:as("clerk"):complete(case, "mediators", { outcome = "chosen", mediators = { { mediator = { name = "谢长河" } } } })
  t:as("mediator"):complete(case, "disclosure", { outcome = "no_ties" })
  for _ = 1, parties or 2 do t:as("clerk"):complete(case, "mediator_accepted", { outcome = "accept" }) end
end

local function inform(t, case, parties)
  for _ = 1, parties or 2 do t:as("clerk"):complete(case, "rights_notice", { outcome = "told", session = "open" }) end
end

local function open_session(t, example)
  local case = accept(t, example)
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  choose(t, case)
  inform(t, case)
  t:as("mediator"):complete(case, "appointment", { outcome = "on_the_spot" })
  return case
end

local function record(t, case, outcome, more)                                   -- what a session came to; the next one is arranged first
  local answer = { outcome = outcome, held_on = "2026-01-05", record = "双方陈述了意见。" }
  for key, value in pairs(more or {}) do answer[key] = value end
  t:as("mediator"):complete(case, "session_record", answer)
end

local function file(t, case, missing)                                           -- every paper is there, but one that is named
  local papers = { outcome = "checked", application = true, identity = true, rights = true, sessions = true, result = true, back_cover = true }
  if missing then papers[missing] = false end
  t:as("clerk"):complete(case, "dossier", papers)
  if not missing then t:as("clerk"):complete(case, "filing", { outcome = "filed", file_number = "2026-M-1" }) end
end

local two_obligations = {
  { debtor = { name = "郑春山" }, creditor = { name = "林秋禾" }, act = "将院墙退回原界线", by_date = "2026-01-20" },
  { debtor = { name = "郑春山" }, creditor = { name = "林秋禾" }, act = "恢复排水沟", by_date = "2026-02-10" },
}

local function sign(t, case, obligations)
  t:as("mediator"):complete(case, "agreement",
    { outcome = "written", content = "院墙退回，排水沟恢复。", performance = "dated", obligations = obligations or two_obligations })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:as("mediator"):complete(case, "mediator_signature", { outcome = "signed" })
  t:as("director"):complete(case, "seal", { outcome = "sealed" })
end

local function agree(t)                                                         -- two obligations, in writing, in force on Thursday 2026-01-08
  local case = open_session(t)
  t:advance_to "2026-01-08"
  record(t, case, "agreed")
  sign(t, case)
  return case
end

local function perform(t)                                                       -- ... and the parties know of the confirmation
  local case = agree(t)
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "清源县人民法院" })
  return case
end

local function notify_end(t, case)
  t:as("clerk"):complete(case, "termination_notice",
    { outcome = "handed_over", court = "清源县人民法院", arbitration = "无仲裁协议，不适用", administrative = "柳泉镇人民政府" })
end

---------------------------------------------------------------- agreement

spec "TJ 29: no agreement until all have signed, the mediators too, and the seal is on" (function(t)
  local case = open_session(t)
  record(t, case, "agreed")
  t:as("mediator"):complete(case, "agreement",
    { outcome = "written", content = "院墙退回。", performance = "dated", obligations = two_obligations })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:expect(case):stage "signing"
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:expect(case):stage "signing" :task "mediator_signature"
  t:as("mediator"):complete(case, "mediator_signature", { outcome = "signed" })
  t:expect(case):stage "signing" :task "seal" :due("TJ-D4", nil)
  t:as("director"):complete(case, "seal", { outcome = "sealed" })
  t:expect(case):stage "offering" :letter "agreement"
end)

spec "TJ-E4: a mind changed before the seal: there is no agreement" (function(t)
  local case = open_session(t)
  record(t, case, "agreed")
  t:as("mediator"):complete(case, "agreement",
    { outcome = "written", content = "院墙退回。", performance = "dated", obligations = two_obligations })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:as("clerk"):complete(case, "signature", { outcome = "refuse" })
  t:expect(case):stage "convening" :due("TJ-D4", nil)
  t:as("mediator"):complete(case, "appointment", { outcome = "on_the_spot" })
  record(t, case, "agreed")
  t:as("mediator"):complete(case, "agreement",
    { outcome = "written", content = "院墙退回。", performance = "dated", obligations = two_obligations })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:as("party"):signal(case, "withdraw", { row = "parties/2", words = "不同意了。" })      -- all have signed, the seal is not on
  t:as("clerk"):complete(case, "freely_made", { outcome = "confirm" })
  t:expect(case):stage "terminating" :due("TJ-D4", nil) :due("TJ-D6", nil)
end)

spec "TJ-E5: what hurts others is not sealed: it is talked over again, or stopped" (function(t)
  local case = open_session(t)
  for _, outcome in ipairs { "withheld", "stop" } do
    record(t, case, "agreed")
    t:as("mediator"):complete(case, "agreement",
      { outcome = "written", content = "占用他人承包地开沟。", performance = "dated", obligations = two_obligations })
    t:as("clerk"):complete(case, "signature", { outcome = "signed" })
    t:as("clerk"):complete(case, "signature", { outcome = "signed" })
    t:as("mediator"):complete(case, "mediator_signature", { outcome = "signed" })
    t:as("director"):refused "invalid" :complete(case, "seal", { outcome = outcome })
    t:as("director"):complete(case, "seal", { outcome = outcome, reason = "排水沟占用他人承包地。" })
    if outcome == "withheld" then
      t:expect(case):stage "convening"
      t:as("mediator"):complete(case, "appointment", { outcome = "on_the_spot" })
    end
  end
  t:expect(case):stage "terminating" :due("TJ-D4", nil)
end)

spec "TJ 29: each obligation has its debtor, creditor, act, and a date or a condition" (function(t)
  local case = open_session(t)
  record(t, case, "agreed")
  t:as("mediator"):complete(case, "agreement", { outcome = "written", content = "院墙退回。", performance = "dated" })
  t:expect(case):stage "signing" :task "agreement"                              -- the mediator has it back
  t:as("mediator"):refused "invalid" :complete(case, "agreement", { outcome = "written", content = "院墙退回。", performance = "dated",
    obligations = { { debtor = { name = "郑春山" }, act = "退回院墙", by_date = "2026-02-10" } } })
  t:as("mediator"):complete(case, "agreement", { outcome = "written", content = "院墙退回。", performance = "dated",
    obligations = { { debtor = { name = "郑春山" }, creditor = { name = "林秋禾" }, act = "退回院墙" } } })
  t:expect(case):stage "signing" :task "agreement"                              -- neither date nor condition
  t:as("mediator"):refused "invalid" :complete(case, "agreement", { outcome = "written", content = "院墙退回。", performance = "dated",
    obligations = { { debtor = { name = "郑春山" }, creditor = { name = "林秋禾" }, act = "退回院墙", by_date = "2026-01-04" } } })      -- over
  t:as("mediator"):refused "invalid" :complete(case, "agreement", { outcome = "written", content = "赔偿。", performance = "dated",
    obligations = { { debtor = { name = "郑春山" }, creditor = { name = "林秋禾" }, act = "赔偿", amount = -1, by_date = "2026-02-10" } } })
end)

spec "NB 24: it is in writing if a party asks, if it is performed later, or if it is major" (function(t)
  local case = open_session(t)
  record(t, case, "agreed")
  for _, more in ipairs { { asked_in_writing = true }, { major = true }, { performance = "dated", obligations = two_obligations } } do
    local answer = { outcome = "oral", content = "赔礼道歉。", performance = "at_once" }
    for key, value in pairs(more) do answer[key] = value end
    t:as("mediator"):complete(case, "agreement", answer)
    t:expect(case):stage "signing" :task "agreement"
  end
  t:as("mediator"):complete(case, "agreement", { outcome = "oral", content = "赔礼道歉。", performance = "at_once", asked_in_writing = false })
  t:expect(case):stage "offering" :letter "oral_agreement"
end)

spec "SZ 26: a part may be agreed on, and for the rest every way is open" (function(t)
  local case = open_session(t)
  record(t, case, "agreed")
  t:as("mediator"):complete(case, "agreement", { outcome = "written", content = "院墙退回。", remaining = "赔偿数额。", performance = "at_once" })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:as("mediator"):complete(case, "mediator_signature", { outcome = "signed" })
  t:as("director"):complete(case, "seal", { outcome = "sealed" })
  t:expect(case):stage "offering" :letter "agreement" :task "termination_notice"
  notify_end(t, case)
  t:expect(case):stage "offering" :letter "termination_notice"
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "清源县人民法院" })
  t:as("mediator"):complete(case, "follow_up", { outcome = "fully", visited_on = "2026-01-05" })
  file(t, case)
  t:expect(case):outcome "partly_agreed"
end)

---------------------------------------------------------------- confirmation

spec "TJ-D4: the last day for confirmation is never a day off" (function(t)
  local case = agree(t)                                                         -- 30 days from Thursday 8 January: Saturday 7 February
  t:expect(case):stage "offering" :due("TJ-D4", "2026-02-09")
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "清源县人民法院" })
  t:expect(case):letter "confirmation_application" :letter "mediation_proof"
end)

spec "TJ-D4: what a court does not confirm is said, and the agreement binds all the same" (function(t)
  local case = agree(t)
  t:as("clerk"):refused "invalid" :complete(case, "confirmation_notice", { outcome = "unavailable" })
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "unavailable", obstacle = "title" })
  t:expect(case):stage "performing" :due("TJ-D6", "2026-01-20", { row = "obligations/1" })
end)

spec "TJ-D5: the time of the court is followed and bars nothing; it may have more" (function(t)
  local case = perform(t)
  t:as("party"):signal(case, "confirmation", { outcome = "applied", court = "清源县人民法院" })
  t:expect(case):stage "performing" :due("TJ-D5", "2026-02-09") :due("TJ-D4", nil)
  t:as("clerk"):signal(case, "confirmation", { outcome = "extended", decide_by = "2026-03-20" })
  t:expect(case):stage "performing" :due("TJ-D5", "2026-03-20")
  t:as("clerk"):signal(case, "confirmation", { outcome = "confirmed", number = "（2026）民特1号" })
  t:expect(case):stage "performing" :due("TJ-D5", nil)
end)

spec "TJ-D5: a case is filed and closed while the court still has its time, and what it says then is recorded" (function(t)
  local case = open_session(t)
  record(t, case, "agreed")
  t:as("mediator"):complete(case, "agreement", { outcome = "oral", content = "赔礼道歉。", performance = "at_once" })
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "清源县人民法院" })
  t:as("party"):signal(case, "confirmation", { outcome = "applied" })
  t:as("mediator"):complete(case, "follow_up", { outcome = "fully", visited_on = "2026-01-05" })
  file(t, case)
  t:expect(case):outcome "agreed"
  t:advance(days(20))
  t:as("clerk"):signal(case, "confirmation", { outcome = "confirmed" })
  t:advance(days(60))
  t:as("clerk"):refused "case_closed" :signal(case, "confirmation", { outcome = "confirmed" })
end)

spec "MS 206: a rejected confirmation ends the performance; the parties hear what is possible" (function(t)
  local case = perform(t)
  t:as("clerk"):signal(case, "confirmation", { outcome = "applied", court = "清源县人民法院" })
  t:expect(case):stage "performing"
  t:as("clerk"):signal(case, "confirmation", { outcome = "rejected" })
  t:expect(case):stage "rejected" :task "rejection_notice" :due("TJ-D6", nil)
  t:as("clerk"):complete(case, "rejection_notice", { outcome = "told" })
  file(t, case)
  t:expect(case):status "closed" :outcome "not_confirmed"
end)

spec "MS 206: after a rejection the parties may agree anew; a court that does not take it changes nothing" (function(t)
  local case = perform(t)
  t:as("clerk"):signal(case, "confirmation", { outcome = "refused" })
  t:expect(case):stage "performing"
  t:as("clerk"):signal(case, "confirmation", { outcome = "rejected" })
  t:as("clerk"):complete(case, "rejection_notice", { outcome = "again" })
  t:expect(case):stage "convening" :due("TJ-D3", "2026-02-07")
  t:as("mediator"):complete(case, "appointment", { outcome = "on_the_spot" })
  record(t, case, "agreed")
  sign(t, case, { { debtor = { name = "郑春山" }, creditor = { name = "林秋禾" }, act = "退回院墙二十厘米", by_date = "2026-03-02" } })
  t:expect(case):stage "offering" :due("TJ-D4", "2026-02-09")
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "清源县人民法院" })
  t:expect(case):stage "performing"
  t:advance_to "2026-03-03"
  t:expect(case):stage "urging"
end)

---------------------------------------------------------------- performance, visits, the file

spec "TJ-D6 TJ-D7: each obligation has its own clock; what is late is urged, then visited" (function(t)
  local case = perform(t)
  t:expect(case):stage "performing"
  t:advance_to "2026-01-16"
  t:as("party"):signal(case, "performed", { row = "obligations/1", performed_on = "2026-01-16" })
  t:expect(case):stage "visiting" :task "follow_up" :due("TJ-D7", "2026-01-23", { row = "obligations/1" }) :letter "performance_record"
  t:expect(case):due("TJ-D7", nil)                                              -- no second clock for the visit
  t:as("mediator"):complete(case, "follow_up", { outcome = "fully", visited_on = "2026-01-16" })
  t:expect(case):stage "performing" :due("TJ-D6", "2026-02-10", { row = "obligations/2" }) :letter "follow_up_record"
  t:advance_to "2026-02-10";  t:expect(case):stage "performing"
  t:advance_to "2026-02-11";  t:expect(case):stage "urging" :task "urging" :letter "urging_letter"
  t:as("mediator"):complete(case, "urging", { outcome = "new_date", new_date = "2026-02-27" })
  t:expect(case):stage "performing"
  t:advance_to "2026-02-28"
  t:as("mediator"):complete(case, "urging", { outcome = "not_done", reply = "暂无能力。" })
  t:expect(case):stage "visiting" :letter "enforcement_guide"
  t:as("mediator"):complete(case, "follow_up", { outcome = "not", visited_on = "2026-02-28", new_signs = true })
  file(t, case)
  t:expect(case):status "closed" :outcome "agreed"
end)

spec "TJ-E3 TJ-D6: what is not performed is urged, and the creditor hears how to enforce it" (function(t)
  local case = perform(t)
  t:as("party"):signal(case, "confirmation", { outcome = "applied" })
  t:as("clerk"):signal(case, "confirmation", { outcome = "confirmed" })
  t:advance_to "2026-01-21"
  t:expect(case):stage "urging" :letter "urging_letter"
  t:as("mediator"):refused "invalid" :complete(case, "urging", { outcome = "not_done" })
  t:as("mediator"):complete(case, "urging", { outcome = "not_done", reply = "不愿意履行。" })
  t:expect(case):stage "visiting" :letter "enforcement_guide"
end)

spec "TJ-D6 TJ-D7: another obligation that falls due during a visit is urged first" (function(t)
  local case = perform(t)
  t:advance_to "2026-02-09"
  t:as("mediator"):complete(case, "urging", { outcome = "performed" })
  t:expect(case):stage "visiting" :due("TJ-D7", "2026-02-16", { row = "obligations/1" })
  t:advance_to "2026-02-11"
  t:expect(case):stage "urging"
  t:as("mediator"):complete(case, "urging", { outcome = "performed" })
  t:expect(case):stage "visiting" :due("TJ-D7", "2026-02-18", { row = "obligations/2" })
  t:as("mediator"):complete(case, "follow_up", { outcome = "fully", visited_on = "2026-02-11" })
  t:as("mediator"):complete(case, "follow_up", { outcome = "fully", visited_on = "2026-02-11" })
  t:expect(case):stage "filing"
end)

spec "TJ-D6: an obligation with a condition is looked at now and then, until it is performed" (function(t)
  local case = open_session(t)
  record(t, case, "agreed")
  sign(t, case, { { debtor = { name = "郑春山" }, creditor = { name = "林秋禾" }, act = "支付材料款", amount = 50000, condition = "围墙验收合格后十日内" } })
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "清源县人民法院" })
  t:expect(case):stage "performing" :due("TJ-D6", "2026-04-05", { row = "obligations/1" })
  t:advance_to "2026-04-06"
  t:as("mediator"):complete(case, "urging", { outcome = "waiting" })
  t:expect(case):stage "performing" :due("TJ-D6", "2026-07-05", { row = "obligations/1" })
  t:as("party"):signal(case, "performed", { row = "obligations/1" })
  t:expect(case):stage "visiting"
end)

spec "TJ-D6: what is told while a visit is under way is kept" (function(t)
  local case = perform(t)
  t:as("party"):signal(case, "performed", { row = "obligations/1" })
  t:as("party"):signal(case, "performed", { row = "obligations/1" })            -- told twice: heard once
  t:as("party"):signal(case, "performed", { row = "obligations/2" })
  t:as("mediator"):complete(case, "follow_up", { outcome = "fully", visited_on = "2026-01-08" })
  t:expect(case):stage "visiting"
  t:as("mediator"):complete(case, "follow_up", { outcome = "fully", visited_on = "2026-01-08" })
  t:expect(case):stage "filing"
end)

spec "TJ-D7 TJ-D8 TJ 30: an oral agreement is in force when agreed; one visit, then the file" (function(t)
  local case = open_session(t)
  record(t, case, "agreed")
  t:as("mediator"):complete(case, "agreement", { outcome = "oral", content = "赔礼道歉。", performance = "at_once" })
  t:expect(case):stage "offering" :due("TJ-D4", "2026-02-04")
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "清源县人民法院" })
  t:expect(case):stage "visiting" :due("TJ-D7", "2026-02-04")
  t:as("mediator"):complete(case, "follow_up", { outcome = "fully", visited_on = "2026-01-05", satisfaction = "satisfied" })
  t:expect(case):stage "filing" :due("TJ-D8", "2026-02-04")
  file(t, case)
  t:expect(case):status "closed" :outcome "agreed" :letter "file_cover" :letter "file_note" :letter "back_cover"
end)

spec "TJ-D8 TJ 27: nothing is bound while a paper is missing that must be there" (function(t)
  local case = open_session(t)
  record(t, case, "no_result")
  notify_end(t, case)
  for _, missing in ipairs { "application", "identity", "rights", "sessions", "result", "back_cover" } do
    file(t, case, missing)
    t:expect(case):stage "filing" :task "dossier" :due("TJ-D8", "2026-02-04")
  end
  t:advance_to "2026-02-05"
  file(t, case)
  t:expect(case):status "closed"
end)

spec "INV-5 TJ-D5: what a court says where there is no agreement leads nobody back to a table that was left" (function(t)
  local case = accept(t)
  t:as("clerk"):complete(case, "consent", { outcome = "refuse" })
  notify_end(t, case)
  t:expect(case):stage "filing"
  t:as("clerk"):signal(case, "confirmation", { outcome = "rejected" })
  t:expect(case):stage "filing" :task "dossier"
end)

spec "TJ-D8: an entrusted case is reported back, whatever came of it" (function(t)
  local case = accept(t, "from_the_court")
  t:expect(case):due("own-entrusted", "2026-01-30") :letter "registration"
  t:as("clerk"):complete(case, "consent", { outcome = "refuse" })
  notify_end(t, case)
  t:expect(case):letter "report_back" :due("own-entrusted", nil)
  file(t, case)
  t:expect(case):outcome "not_started"
end)

---------------------------------------------------------------- what comes too late

spec "TJ-E9 INV-5: what is found to be a free withdrawal when all is over, or agreed, ends nothing" (function(t)
  local case = open_session(t)
  record(t, case, "agreed")
  t:as("party"):signal(case, "withdraw", { row = "parties/1" })
  sign(t, case)
  t:as("clerk"):complete(case, "freely_made", { outcome = "confirm" })
  t:expect(case):stage "offering"                                               -- in force: it is performed, or urged
  local other = open_session(t)
  for i = 1, 2 do t:as("party"):signal(other, "withdraw", { row = "parties/" .. i }) end
  t:as("clerk"):complete(other, "freely_made", { outcome = "confirm" })
  notify_end(t, other)
  t:expect(other):stage "filing"
  t:as("clerk"):complete(other, "freely_made", { outcome = "confirm" })
  t:expect(other):stage "filing"                                                -- nobody is told twice that it is over
end)

spec "TJ-E9: after the agreement is in force there is nothing to withdraw: it is performed, or urged" (function(t)
  local case = agree(t)
  t:as("party"):refused "not_offered" :signal(case, "withdraw", { row = "parties/1" })
  t:expect(case):stage "offering"
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "清源县人民法院" })
  t:as("party"):refused "not_offered" :signal(case, "withdraw", { row = "parties/2" })
  t:advance_to "2026-01-21"
  t:expect(case):stage "urging"
end)

spec "INV-9 PR-5: danger after the agreement has its task too, and what is agreed stays agreed" (function(t)
  local case = perform(t)
  t:as("party"):signal(case, "danger", { what = "crime" })
  t:as("director"):complete(case, "protection", { outcome = "confirm", reported_to = "police", measures = "已报告派出所。" })
  t:expect(case):stage "performing"
end)

---------------------------------------------------------------- what is watched, and what a paper must hold

spec "TJ-D7 TJ-D8: a visit or a file that is late climbs the ladder" (function(t)
  local case = perform(t)
  t:as("clerk"):signal(case, "performed", { row = "obligations/1" })
  t:advance_to "2026-01-15";  t:expect(case):card "yellow"
  local other = open_session(t)
  record(t, other, "no_result")
  notify_end(t, other)
  t:advance_to(other:due "TJ-D8");  t:expect(other):card "yellow"
end)

spec "TJ-D5: what the court has had thirty days for is asked after" (function(t)
  local case = perform(t)
  t:as("party"):signal(case, "confirmation", { outcome = "applied" })
  t:as("clerk"):refused "invalid" :signal(case, "confirmation", { outcome = "extended" })
  t:as("clerk"):refused "invalid" :signal(case, "confirmation", { outcome = "extended", decide_by = "2026-01-07" })
  t:advance_to "2026-02-10";  t:expect(case):notified "clerk"
end)

spec "TJ 29: a mediator who will not sign, and parties who agree on nothing after all, talk on" (function(t)
  local case = open_session(t)
  record(t, case, "agreed")
  for _, left_out in ipairs { "content", "performance" } do
    for _, outcome in ipairs { "written", "oral" } do
      local answer = { outcome = outcome, content = "院墙退回。", performance = "at_once" }
      answer[left_out] = nil
      t:as("mediator"):refused "invalid" :complete(case, "agreement", answer)
    end
  end
  t:as("mediator"):complete(case, "agreement", { outcome = "none" })
  t:expect(case):stage "convening"
  t:as("mediator"):complete(case, "appointment", { outcome = "on_the_spot" })
  record(t, case, "agreed")
  t:as("mediator"):complete(case, "agreement",
    { outcome = "written", content = "院墙退回。", performance = "dated", obligations = { { debtor = { name = "郑春山" }, creditor = { name = "林秋禾" }, act = "退回院墙", by_date = "2026-01-05" } } })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:as("clerk"):complete(case, "signature", { outcome = "signed" })
  t:as("mediator"):complete(case, "mediator_signature", { outcome = "refuse" })
  t:expect(case):stage "convening" :due("TJ-D4", nil)
end)

spec "TJ-D6 TJ-D4: what is told or decided before the parties know of the court, or while somebody is urged, is kept" (function(t)
  local case = agree(t)
  t:as("mediator"):signal(case, "performed", { row = "obligations/1" })
  t:as("clerk"):signal(case, "confirmation", { outcome = "applied" })
  t:expect(case):stage "offering" :due("TJ-D4", nil) :due("TJ-D5", "2026-02-09")
  t:as("clerk"):complete(case, "confirmation_notice", { outcome = "told", court = "清源县人民法院" })
  t:expect(case):stage "visiting"
  t:advance_to "2026-02-11"
  t:expect(case):stage "urging"
  t:as("clerk"):signal(case, "confirmation", { outcome = "confirmed" })
  t:as("mediator"):refused "invalid" :complete(case, "urging", { outcome = "new_date" })
  t:as("mediator"):refused "invalid" :complete(case, "urging", { outcome = "new_date", new_date = "2026-02-10" })
  t:as("mediator"):complete(case, "urging", { outcome = "performed" })
  t:expect(case):stage "visiting" :due("TJ-D5", nil)
end)
