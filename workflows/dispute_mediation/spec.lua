-- What the mediation promises, in the order of the procedure. Each title begins with the markers it proves.
-- What follows an agreement is in agreement_spec.lua, what the rates come to in rates_spec.lua.

-- What the parties are asked a clerk enters for them; what they tell unasked are signals of their own.

-- The way to the first session, as every spec below the first four needs it.
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

local function invite(t, case, day)
  t:as("mediator"):complete(case, "appointment", { outcome = "appointed", held_at = (day or "2026-01-06") .. "T09:00:00+08:00", place = "镇调解室" })
end

local function file(t, case, missing)                                           -- every paper is there, but one that is named
  local papers = { outcome = "checked", application = true, identity = true, rights = true, sessions = true, result = true, back_cover = true }
  if missing then papers[missing] = false end
  t:as("clerk"):complete(case, "dossier", papers)
  if not missing then t:as("clerk"):complete(case, "filing", { outcome = "filed", file_number = "2026-M-1" }) end
end

local function notify_end(t, case)
  t:as("clerk"):complete(case, "termination_notice",
    { outcome = "handed_over", court = "清源县人民法院", arbitration = "无仲裁协议，不适用", administrative = "柳泉镇人民政府" })
end

---------------------------------------------------------------- in, or not

spec "TJ-D1 INV-3: what comes in is registered, and three working days are given to decide" (function(t)
  t:now "2026-01-08 16:30"                                                      -- a Thursday
  local case = t:start("dispute_mediation", "neighbours")
  t:expect(case):stage "registered" :status "open" :task "acceptance" :due("TJ-D1", "2026-01-13")
  t:as("clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:expect(case):stage "asking" :due("TJ-D3", "2026-02-07") :letter "application"
end)

spec "TJ-D1 INV-4: a refusal has a reason and says where to go" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("dispute_mediation", "neighbours")
  t:as("clerk"):refused "invalid" :complete(case, "acceptance", { outcome = "refuse", reason = "已由人民法院受理。" })
  t:as("clerk"):complete(case, "acceptance", { outcome = "refuse", ground = "pending", reason = "已由人民法院受理。", where_next = "court" })
  t:expect(case):status "closed" :outcome "not_accepted" :letter "refusal_notice"
end)

spec "TJ-D1 SUP-D1: who does not decide is reminded, supervised, and then it is decided one level up" (function(t)
  t:now "2026-01-05 09:00"
  t:county { "director" }
  local case = t:start("dispute_mediation", "neighbours", { office = "370102004" })
  t:as("clerk"):claim(case, "acceptance")
  t:advance_to(case:due "TJ-D1");  t:expect(case):card "yellow" :notified "clerk" :notified "director"
  t:advance(workdays(1));          t:expect(case):card "red" :notified "supervisor" :letter "supervision_letter"
  t:expect(case):due("SUP-D1", "2026-01-14")
  t:advance(workdays(4));          t:expect(case):held_by "parent" :due("TJ-D1", "2026-01-08")
end)

spec "INV-2: nobody acts in a case that is about his own office" (function(t)
  t:now "2026-01-05 09:00"
  t:county { "director" }
  local own = t:start("dispute_mediation", "village_land", { office = "370102004001" })
  t:as("clerk"):refused "recused" :complete(own, "acceptance", { outcome = "accept" })
  local case = t:start("dispute_mediation", "village_land", { office = "370102004" })
  t:as("clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:expect(case):stage "asking"
end)

spec "TJ-D1: an entrusted dispute has a day of report; it is declined in writing" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("dispute_mediation", "from_the_court")
  t:as("clerk"):complete(case, "acceptance", { outcome = "refuse", ground = "reserved", reason = "涉及收养关系的解除。", where_next = "court" })
  t:expect(case):outcome "not_accepted" :letter "refusal_notice" :letter "entrustment_declined"
end)

spec "TJ-E8: a committee that cannot mediate moves the case on, and no clock begins anew" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("dispute_mediation", "neighbours", { office = "370102004001" })
  t:as("clerk"):refused "invalid" :complete(case, "acceptance", { outcome = "transfer", reason = "调解员均与当事人有亲属关系。" })
  t:as("clerk"):complete(case, "acceptance", { outcome = "transfer", reason = "调解员均与当事人有亲属关系。", move_to = "370102004" })
  t:expect(case):stage "moving" :task "transfer" :letter "transfer_notice" :due("TJ-D1", "2026-01-08")
  t:as("clerk"):complete(case, "transfer", { outcome = "receive" })
  t:expect(case):stage "registered" :held_by "370102004" :due("TJ-D1", "2026-01-08")
  t:as("clerk"):complete(case, "acceptance", { outcome = "transfer", reason = "不便调解。", move_to = "370102004001" })
  t:expect(case):stage "registered" :task "acceptance"                          -- moved once: nobody sends it back and forth
end)

spec "TJ-E8: nobody moves a case to himself; who gets one may object, and then it is decided here" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("dispute_mediation", "neighbours", { office = "370102004" })
  t:as("clerk"):complete(case, "acceptance", { outcome = "transfer", reason = "不便调解。", move_to = "370102004" })
  t:expect(case):stage "registered"
  t:as("clerk"):complete(case, "acceptance", { outcome = "transfer", reason = "属外镇纠纷。", move_to = "370102003" })
  t:as("clerk"):complete(case, "transfer", { outcome = "object", reason = "纠纷发生在青石镇。" })
  t:expect(case):stage "registered" :task "acceptance" :due("TJ-D1", "2026-01-08")
  t:as("clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:expect(case):stage "asking"
end)

spec "TJ-E8: one that cannot go on moves it, and other mediators are chosen; who has consented is not asked again" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("dispute_mediation", "neighbours", { office = "370102004001" })
  t:as("clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "mediators", { outcome = "unable", reason = "没有熟悉建设工程的调解员。", move_to = "370102004" })
  t:advance(workdays(4))                                                        -- silence counts as received
  t:expect(case):stage "choosing" :held_by "370102004" :due("TJ-D3", "2026-02-04")
end)

spec "TJ-E8 INV-4: where no other committee can, the court and the other ways are named" (function(t)
  local case = accept(t)
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "mediators", { outcome = "unable", reason = "争议须专门鉴定机构认定。" })
  t:expect(case):stage "terminating" :task "termination_notice"
  notify_end(t, case)
  t:expect(case):letter "termination_notice"
  file(t, case)
  t:expect(case):outcome "not_reached"
end)

---------------------------------------------------------------- the will of the parties

spec "TJ-D2 INV-5: one express refusal ends it, and bars no other way" (function(t)
  local case = accept(t)
  t:expect(case):stage "asking" :task "consent" :due("TJ-D2", "2026-01-08")
  t:as("clerk"):complete(case, "consent", { outcome = "refuse" })
  t:expect(case):stage "terminating" :task "termination_notice"
  t:as("clerk"):refused "invalid" :complete(case, "termination_notice", { outcome = "handed_over", court = "清源县人民法院" })
  notify_end(t, case)
  t:expect(case):stage "filing" :due("TJ-D8", "2026-02-04") :letter "termination_notice"
  t:as("clerk"):complete(case, "dossier",
    { outcome = "checked", application = true, identity = true, rights = false, sessions = false, result = true, back_cover = true })
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

---------------------------------------------------------------- mediators and rights

spec "SZ 23: a mediator steps aside when one party asks" (function(t)
  local case = accept(t)
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "mediators", { outcome = "named", mediators = { { mediator = { name = "谢长河" } } } })
  t:as("mediator"):refused "invalid" :complete(case, "disclosure", { outcome = "ties" })
  t:as("mediator"):complete(case, "disclosure", { outcome = "ties", ties = "与一方当事人是表亲。" })
  t:as("clerk"):complete(case, "mediator_accepted", { outcome = "object" })
  t:expect(case):stage "choosing" :task "mediators"
end)

spec "TJ 19: the mediator of a case is one of them; no other sees its sessions as his own" (function(t)
  local case = accept(t)
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "mediators", { outcome = "chosen", mediators = { { mediator = { name = "谢长河" } } } })
  t:as("mediator", "谢"):complete(case, "disclosure", { outcome = "no_ties" })
  t:as("clerk"):complete(case, "mediator_accepted", { outcome = "accept" })
  t:as("clerk"):complete(case, "mediator_accepted", { outcome = "accept" })
  inform(t, case)
  t:as("mediator", "马"):refused "forbidden" :complete(case, "appointment", { outcome = "on_the_spot" })
  t:as("mediator", "谢"):complete(case, "appointment", { outcome = "on_the_spot" })
  t:expect(case):stage "mediating"
end)

spec "TJ 23: a minor has a guardian, and all know their rights, before the first session" (function(t)
  local case = accept(t, "with_a_minor")
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  choose(t, case)
  t:expect(case):stage "informing" :task "guardian"
  t:as("clerk"):complete(case, "guardian", { outcome = "named", guardian = { name = "周立业" } })
  t:expect(case):letter "rights_notice"
  t:as("clerk"):complete(case, "rights_notice", { outcome = "told", session = "closed" })
  t:expect(case):stage "informing"
  t:as("clerk"):complete(case, "rights_notice", { outcome = "told", session = "closed" })
  t:expect(case):stage "convening" :task "appointment"
end)

spec "TJ-E6: who needs an interpreter has one before the rights are told; an agent shows an authority" (function(t)
  local case = accept(t, "sign_language")
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  choose(t, case)
  t:expect(case):stage "informing" :task "authorisation" :letter "power_of_attorney"
  t:as("clerk"):refused "invalid" :complete(case, "authorisation", { outcome = "handed_in" })
  t:as("clerk"):complete(case, "authorisation", { outcome = "handed_in", powers = "special" })
  t:expect(case):task "interpreter"
  t:as("clerk"):refused "invalid" :complete(case, "interpreter", { outcome = "found" })
  t:as("clerk"):complete(case, "interpreter", { outcome = "found", interpreted_by = { name = "牛晓雨" } })
  t:expect(case):task "rights_notice"
end)

spec "TJ-E2: a side of many speaks by one to five, who act for it" (function(t)
  local case = accept(t, "many_buyers")
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:expect(case):stage "choosing" :task "representatives"
  t:as("clerk"):refused "invalid" :complete(case, "representatives", { outcome = "applicants" })
  local six = {}
  for i = 1, 6 do six[i] = { person = { name = "买方代表" .. i } } end
  t:as("clerk"):refused "invalid" :complete(case, "representatives", { outcome = "applicants", applicants = six })
  t:as("clerk"):complete(case, "representatives", { outcome = "applicants",
    applicants = { { person = { name = "齐小禾" } }, { person = { name = "齐大川" } } } })
  choose(t, case, 3)                                                            -- two for twelve, and the other side
  inform(t, case, 3)
  t:expect(case):stage "convening"
end)

---------------------------------------------------------------- sessions, terms, pauses

spec "TJ-D3 INV-11: when the term is over the mediation ends with a notice" (function(t)
  local case = open_session(t)
  record(t, case, "again")
  t:expect(case):stage "convening" :due("TJ-D3", "2026-02-04") :letter "session_record"
  t:advance_to "2026-02-05"
  t:expect(case):stage "terminating" :task "termination_notice"
  notify_end(t, case)
  file(t, case)
  t:expect(case):status "closed" :outcome "not_reached"
end)

local function another_term(t, case, day, says)
  t:as("mediator"):complete(case, "appointment", { outcome = "longer", last_day = day, why = "等待房屋测绘结果。" })
  t:as("clerk"):complete(case, "term_consent", { outcome = "agree" })
  if says ~= "one" then t:as("clerk"):complete(case, "term_consent", { outcome = says or "agree" }) end
end

spec "TJ-D3 INV-7: longer only if all parties agree, with a reason and a notice" (function(t)
  local case = open_session(t)
  record(t, case, "again")
  t:as("mediator"):refused "invalid" :complete(case, "appointment", { outcome = "longer", last_day = "2026-03-16" })
  another_term(t, case, "2026-03-16", "refuse")
  t:expect(case):stage "convening" :due("TJ-D3", "2026-02-04")
  another_term(t, case, "2026-03-16")
  t:expect(case):stage "convening" :due("TJ-D3", "2026-03-16") :letter "term_notice"
  t:as("mediator"):complete(case, "appointment", { outcome = "pause", cause = "request", last_day = "2026-02-20", why = "各自冷静。" })
  t:expect(case):stage "convening" :task "appointment"                          -- a date that was agreed on does not move: agree on another
  t:advance_to "2026-03-16";  t:expect(case):stage "convening"
  t:advance_to "2026-03-17";  t:expect(case):stage "terminating"
end)

spec "TJ-D3: a new term in the past is no term, and silence on one is no consent" (function(t)
  local case = open_session(t)
  record(t, case, "again")
  t:as("mediator"):refused "invalid" :complete(case, "appointment", { outcome = "longer", last_day = "2026-01-04", why = "等待测绘。" })
  t:as("mediator"):complete(case, "appointment", { outcome = "longer", last_day = "2026-01-06", why = "等待测绘。" })
  t:as("clerk"):complete(case, "term_consent", { outcome = "agree" })
  t:advance_to "2026-01-07"
  t:as("clerk"):complete(case, "term_consent", { outcome = "agree" })           -- over before all have agreed
  t:expect(case):stage "convening" :due("TJ-D3", "2026-02-04")
  another_term(t, case, "2026-03-16", "one")
  t:advance_to "2026-02-05"
  t:expect(case):stage "terminating"
end)

spec "TJ-D3 INV-7: the days of a pause do not count, if all parties consent to it" (function(t)
  local case = open_session(t)
  record(t, case, "again")
  local pause = { outcome = "pause", cause = "appraisal", last_day = "2026-01-19", why = "委托鉴定墙体开裂原因。" }
  t:as("mediator"):complete(case, "appointment", pause)
  t:as("clerk"):complete(case, "term_consent", { outcome = "refuse" })
  t:expect(case):stage "convening" :due("TJ-D3", "2026-02-04")
  t:as("mediator"):complete(case, "appointment", pause)
  t:as("clerk"):complete(case, "term_consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "term_consent", { outcome = "agree" })
  t:expect(case):stage "paused" :letter "pause_notice"
  t:advance_to "2026-01-19";  t:expect(case):stage "paused"
  t:advance_to "2026-01-20"                                                     -- it ends by itself: of the thirty days fourteen stood still
  t:expect(case):stage "convening" :due("TJ-D3", "2026-02-18")
end)

spec "TJ-D3: a pause ends sooner when its cause is over; who withdraws in it ends the mediation" (function(t)
  local case = open_session(t)
  record(t, case, "again")
  for _ = 1, 2 do
    t:as("mediator"):complete(case, "appointment", { outcome = "pause", cause = "illness", last_day = "2026-02-28", why = "一方住院。" })
    t:as("clerk"):complete(case, "term_consent", { outcome = "agree" })
    t:as("clerk"):complete(case, "term_consent", { outcome = "agree" })
    t:advance(days(5))
    t:expect(case):stage "paused"
    t:as("party"):signal(case, "withdraw", { row = "parties/1" })
    t:as("clerk"):complete(case, "freely_made", { outcome = "dispute" })
    t:as("mediator"):complete(case, "resumption", { outcome = "over" })
    t:expect(case):stage "convening"
  end
  t:expect(case):due("TJ-D3", "2026-02-13")
  t:as("mediator"):complete(case, "appointment", { outcome = "pause", cause = "request", last_day = "2026-02-20", why = "各自冷静。" })
  t:as("clerk"):complete(case, "term_consent", { outcome = "agree" })
  t:as("clerk"):complete(case, "term_consent", { outcome = "agree" })
  t:expect(case):stage "paused"
  t:as("party"):signal(case, "withdraw", { row = "parties/1" })
  t:as("clerk"):complete(case, "freely_made", { outcome = "confirm" })
  t:expect(case):stage "terminating" :due("TJ-D3", nil)
end)

local function stay_away(t, case, first, second)                               -- a session that could not be held, and who was there
  record(t, case, "no_show")
  t:as("mediator"):complete(case, "attendance", { outcome = first })
  t:as("mediator"):complete(case, "attendance", { outcome = second })
end

spec "TJ-E1: who does not come is invited again; the second absence without good reason is a refusal" (function(t)
  local case = open_session(t)
  stay_away(t, case, "came", "stayed_away")                                     -- nobody had invited him: it does not count
  invite(t, case, "2026-01-06");  t:expect(case):letter "session_notice"
  stay_away(t, case, "came", "excused")
  invite(t, case, "2026-01-07");  stay_away(t, case, "came", "stayed_away")
  t:expect(case):stage "convening"                                              -- once: again, with a notice
  invite(t, case, "2026-01-08");  t:expect(case):letter "session_notice"
  stay_away(t, case, "stayed_away", "came")
  t:expect(case):stage "convening"                                              -- of each its own: the other one stays away for the first time
  invite(t, case, "2026-01-09");  t:expect(case):letter "session_notice"
  stay_away(t, case, "came", "stayed_away")
  t:expect(case):stage "terminating"
  notify_end(t, case)
  file(t, case)
  t:expect(case):outcome "not_started"                                          -- before the first session: a refusal like any other
end)

spec "TJ 20: neighbours and experts are invited only if every party agrees" (function(t)
  local case = open_session(t)
  record(t, case, "again")
  local plan = { outcome = "appointed", held_at = "2026-01-07T09:00:00+08:00", place = "村委会",
    invited = { { person = { name = "老邻居" }, invited_as = "neighbour" } } }
  t:as("mediator"):complete(case, "appointment", plan)
  t:as("clerk"):complete(case, "invitation", { outcome = "refuse" })
  t:expect(case):stage "convening" :task "appointment"
  t:as("mediator"):complete(case, "appointment", plan)
  t:as("clerk"):complete(case, "invitation", { outcome = "agree" })
  t:as("clerk"):complete(case, "invitation", { outcome = "agree" })
  t:expect(case):stage "mediating" :letter "session_notice"
end)

spec "TJ 26: no result, abuse, and what cannot go on end with all ways named, undisputed facts on request" (function(t)
  for _, outcome in ipairs { "no_result", "abused", "stopped" } do
    local case = open_session(t)
    record(t, case, outcome)
    t:expect(case):stage "terminating"
    t:as("clerk"):complete(case, "termination_notice", { outcome = "handed_over", court = "清源县人民法院", arbitration = "无", administrative = "柳泉镇人民政府",
      undisputed = "两家以老槐树为界。" })
    t:expect(case):letter "termination_notice" :letter "undisputed_facts"
    file(t, case)
    t:expect(case):outcome "not_reached"
  end
end)

spec "TJ 21: an inquiry is put on record while it is mediated" (function(t)
  local case = open_session(t)
  t:as("mediator"):signal(case, "inquiry", { asked_on = "2026-01-05", asked = { name = "老邻居" }, answers = "界线以老槐树为准。" })
  t:expect(case):stage "mediating" :letter "inquiry_record"
end)

---------------------------------------------------------------- what may come at any time

spec "INV-5 TJ 23: any party may withdraw until the agreement is in force" (function(t)
  local case = open_session(t)
  record(t, case, "again")
  t:as("mediator"):complete(case, "appointment", { outcome = "on_the_spot" })
  t:as("party"):signal(case, "withdraw", { row = "parties/2" })
  t:expect(case):stage "mediating" :task "freely_made"                          -- asked first; the session stays open
  t:as("clerk"):complete(case, "freely_made", { outcome = "dispute" })
  t:expect(case):stage "mediating"
  t:as("party"):signal(case, "withdraw", { row = "parties/1", words = "不想再谈了。" })
  t:as("clerk"):complete(case, "freely_made", { outcome = "confirm" })
  t:expect(case):stage "terminating"
  notify_end(t, case)
  file(t, case)
  t:expect(case):status "closed" :outcome "withdrawn"
end)

spec "INV-5 INV-8 TJ 23: withdrawn before the first session it was not started; a clerk or the mediator writes it down" (function(t)
  for _, who in ipairs { "clerk", "mediator" } do
    local case = open_session(t)
    t:as(who):signal(case, "withdraw", { row = "parties/1", words = "当面表示不再调解。" })
    t:as("clerk"):complete(case, "freely_made", { outcome = "confirm" })
    notify_end(t, case)
    file(t, case)
    t:expect(case):outcome "not_started"
  end
end)

spec "TJ-E7: a party may die at any point before the agreement, and anybody who works on the case says so" (function(t)
  local case = accept(t)
  t:as("party"):signal(case, "died", { row = "parties/1" })
  t:expect(case):stage "succeeding"
  t:as("clerk"):refused "invalid" :complete(case, "succession", { outcome = "successor" })
  case = accept(t)
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:as("mediator"):signal(case, "died", { row = "parties/2" })                  -- while mediators are chosen
  t:as("clerk"):complete(case, "succession", { outcome = "successor", successor = { name = "郑小山" } })
  t:as("clerk"):complete(case, "consent", { outcome = "refuse" })               -- the successor does not want it
  t:expect(case):stage "terminating"
  case = open_session(t)
  record(t, case, "agreed")
  t:as("clerk"):signal(case, "died", { row = "parties/2" })                     -- before all have signed
  t:expect(case):stage "succeeding"
end)

spec "TJ-E7: whoever succeeds to a party is asked, told, and may refuse; without a successor it ends" (function(t)
  local case = open_session(t)
  t:as("clerk"):signal(case, "died", { row = "parties/2", died_on = "2026-01-05" })
  t:expect(case):stage "succeeding" :task "succession"
  t:as("clerk"):complete(case, "succession", { outcome = "successor", successor = { name = "郑小山" } })
  t:expect(case):stage "asking" :task "consent"
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  t:expect(case):stage "choosing" :task "mediator_accepted"                     -- only he is asked
  t:as("clerk"):complete(case, "mediator_accepted", { outcome = "accept" })
  t:as("clerk"):complete(case, "rights_notice", { outcome = "told", session = "open" })
  t:expect(case):stage "convening" :due("TJ-D3", "2026-02-04")
  t:as("clerk"):signal(case, "died", { row = "parties/1" })
  t:as("clerk"):complete(case, "succession", { outcome = "nobody" })
  t:expect(case):stage "terminating"
end)

spec "INV-9 PR-1 PR-2 TJ 25: danger goes before everything, with an empty form" (function(t)
  local case = accept(t)
  t:as("mediator"):signal(case, "danger", {})
  t:expect(case):stage "asking" :task "protection"
  t:as("director"):complete(case, "protection", { outcome = "go_on", reported_to = "police", measures = "已报警，民警到场。" })
  t:expect(case):stage "asking"
  t:as("party"):signal(case, "danger", { what = "self_harm" })
  t:as("director"):complete(case, "protection", { outcome = "confirm", reported_to = "police", measures = "专人陪护，已联系家属和公安机关。" })
  t:expect(case):stage "terminating"
end)

spec "PR-3 PR-4 INV-9: violence is never settled as a quarrel: the mediation stands still, and it is reported" (function(t)
  local case = open_session(t)
  t:as("grid_worker"):signal(case, "violence", {})
  t:expect(case):stage "protecting" :task "mandatory_report" :notified "director"
  t:as("director"):refused "invalid" :complete(case, "mandatory_report", { outcome = "reported", measures = "已报告。" })
  t:as("director"):complete(case, "mandatory_report", { outcome = "reported", reported_on = "2026-01-05", measures = "已向派出所报告，联系庇护场所。" })
  t:expect(case):stage "terminating" :letter "violence_report"
end)

spec "PR-3 PR-4: what turns out not to be so lets the mediation go on where it was" (function(t)
  local case = open_session(t)
  t:as("party"):signal(case, "violence", { what = "child" })
  t:as("director"):complete(case, "mandatory_report", { outcome = "unfounded", measures = "经走访核实，不存在该情形。" })
  t:expect(case):stage "convening" :due("TJ-D3", "2026-02-04")                  -- nobody is asked or told twice
end)

spec "INV-6 INV-10: a person decides, and nothing is kept that rates one" (function(t)
  local case = accept(t)
  t:as("clerk"):refused "undeclared_field" :complete(case, "consent", { outcome = "agree", attitude = "差" })
  t:advance_to "2026-01-09"
  t:expect(case):stage "terminating" :task "termination_notice" :status "open"     -- a person tells the ways; nothing ends by itself
end)

spec "INV-11 TJ 3: a linkage goes out with the consent of all, and stops no clock of ours" (function(t)
  local case = open_session(t)
  local asked = { linkages = { { linked_with = "court", receiver = { name = "清源县人民法院诉讼服务中心" }, matter = "诉前指导。", papers = "申请书", reply_by = "2026-01-20" } } }
  t:as("mediator"):signal(case, "linkage", asked)
  t:as("clerk"):complete(case, "linkage_consent", { outcome = "dispute" })
  t:expect(case):stage "mediating" :due("own-linkage", nil)
  t:as("mediator"):signal(case, "linkage", asked)
  t:as("clerk"):complete(case, "linkage_consent", { outcome = "confirm" })
  t:expect(case):stage "mediating" :letter "linkage_record" :due("own-linkage", "2026-01-20", { row = "linkages/1" }) :due("TJ-D3", "2026-02-04")
  t:as("clerk"):signal(case, "linkage_result", { row = "linkages/1", result = "法官已到场指导。" })
  t:expect(case):stage "mediating" :due("own-linkage", nil, { row = "linkages/1" }) :due("TJ-D3", "2026-02-04")
end)

---------------------------------------------------------------- when nobody answers

spec "TJ-D3: no step outlasts the term: nobody waits for a mediator accepted, a guest, a record or a signature" (function(t)
  local waits = {
    choosing = function(case)
      t:as("clerk"):complete(case, "mediators", { outcome = "chosen", mediators = { { mediator = { name = "谢长河" } } } })
      t:as("mediator"):complete(case, "disclosure", { outcome = "no_ties" })
      t:as("clerk"):complete(case, "mediator_accepted", { outcome = "accept" })
    end,
    convening = function(case)
      choose(t, case)
      inform(t, case)
    end,
    mediating = function(case)
      choose(t, case)
      inform(t, case)
      t:as("mediator"):complete(case, "appointment", { outcome = "on_the_spot" })
    end,
    signing = function(case)
      choose(t, case)
      inform(t, case)
      t:as("mediator"):complete(case, "appointment", { outcome = "on_the_spot" })
      record(t, case, "agreed")
    end,
  }
  for stage, go in pairs(waits) do
    local case = accept(t)
    t:as("clerk"):complete(case, "consent", { outcome = "agree" })
    go(case)
    t:expect(case):stage(stage)
    t:advance_to "2026-02-05"
    t:expect(case):stage "terminating" :task "termination_notice"
  end
end)

spec "TJ-D3: a week before the term is over the mediator is told" (function(t)
  local case = open_session(t)
  t:advance_to "2026-01-29";  t:expect(case):card "blue"
end)

spec "TJ-E8: a mediator who cannot go on is followed by another; where the other committee objects, it ends here" (function(t)
  local case = open_session(t)
  record(t, case, "again")
  t:as("mediator"):refused "invalid" :complete(case, "appointment", { outcome = "unable" })
  t:as("mediator"):complete(case, "appointment", { outcome = "unable", reason = "调解员住院。" })
  t:expect(case):stage "choosing" :task "mediators"
  t:as("clerk"):refused "invalid" :complete(case, "mediators", { outcome = "unable", move_to = "370102004" })
  t:as("clerk"):complete(case, "mediators", { outcome = "unable", reason = "没有其他调解员。", move_to = "370102004" })
  t:as("clerk"):refused "invalid" :complete(case, "transfer", { outcome = "object" })
  t:as("clerk"):complete(case, "transfer", { outcome = "object", reason = "不属本地纠纷。" })
  t:expect(case):stage "terminating"
  notify_end(t, case)
  file(t, case)
  t:expect(case):outcome "not_reached"
end)

spec "TJ-E6 TJ 23: an agent without an authority stays out, the party comes; who needs no interpreter goes without" (function(t)
  local case = accept(t, "sign_language")
  t:as("clerk"):complete(case, "consent", { outcome = "agree" })
  choose(t, case)
  t:as("clerk"):complete(case, "authorisation", { outcome = "in_person" })
  t:as("clerk"):complete(case, "interpreter", { outcome = "waived" })
  inform(t, case)
  t:expect(case):stage "convening"
end)

spec "TJ-E2: from ten parties on a side speaks by some; of nine all come themselves" (function(t)
  for people, form in pairs { [9] = "mediators", [10] = "representatives" } do
    local data = t:example("dispute_mediation", "together")
    for i = 3, people do data.parties[i] = { person = { name = "业主" .. i }, applies = true } end
    t:now "2026-01-05 09:00"
    local case = t:start("dispute_mediation", data)
    t:as("clerk"):complete(case, "acceptance", { outcome = "accept" })
    t:expect(case):stage "choosing" :task(form)
  end
end)

spec "PR-3 PR-4: who works on it reports violence, in every stage before the agreement; unfounded at the door it is decided there" (function(t)
  for _, who in ipairs { "clerk", "mediator", "director" } do
    t:now "2026-01-05 09:00"
    local case = t:start("dispute_mediation", "neighbours")
    t:as(who):signal(case, "violence", { what = "incapable" })
    t:expect(case):stage "protecting" :notified "mediator"
    for _, short in ipairs { { outcome = "reported", reported_on = "2026-01-05" }, { outcome = "unfounded" } } do
      t:as("director"):refused "invalid" :complete(case, "mandatory_report", short)
    end
    t:as("director"):complete(case, "mandatory_report", { outcome = "unfounded", measures = "经走访核实，不存在该情形。" })
    t:expect(case):stage "registered" :task "acceptance" :due("TJ-D1", "2026-01-08")
  end
end)

spec "INV-9 TJ 21: danger is told by whoever sees it; an inquiry also between sessions" (function(t)
  for _, who in ipairs { "clerk", "director" } do
    local case = accept(t)
    t:as(who):signal(case, "danger", {})
    for _, outcome in ipairs { "confirm", "go_on" } do t:as("director"):refused "invalid" :complete(case, "protection", { outcome = outcome }) end
    t:as("director"):complete(case, "protection", { outcome = "go_on", measures = "已处置。" })
    t:expect(case):stage "asking"
  end
  local case = open_session(t)
  record(t, case, "again")
  t:as("clerk"):signal(case, "inquiry", { asked_on = "2026-01-05", asked = { name = "老邻居" }, answers = "界线以老槐树为准。" })
  t:expect(case):stage "convening" :letter "inquiry_record"
end)
