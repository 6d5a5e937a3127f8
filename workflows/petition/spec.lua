-- What the handling of petitions promises, in the order of the procedure. Each title begins with the markers it proves.
-- "Today" is Monday 2026-01-05, the petition office is 370102010, the housing bureau 370102030; above both stands the county, 370102.

local office, bureau, discipline = "370102010", "370102030", "370102090"

---------------------------------------------------------------- ways that many specs go

local function begin(t, example)
  t:now "2026-01-05 09:00"
  t:county { "secretary", "sealed", "petitioner" }
  return t:start("petition", example or "one_request", { office = office })
end

local function register(t, example)
  local case = begin(t, example)
  t:as("intake_clerk"):complete(case, "registration", { outcome = "new" })
  return case
end

local function classify(t, route, example)                                      -- one demand, for the housing bureau
  local case = register(t, example)
  t:as("intake_clerk"):complete(case, "classify", { outcome = "request", route = route or "petition" })
  return case
end

local function transfer(t, example)
  local case = classify(t, "petition", example)
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "receive" })
  return case
end

local function accept(t, example)
  local case = transfer(t, example)
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept", contact = "冉青禾 0531-86000015" })
  return case
end

local found = { outcome = "found", heard = true, findings = "已查阅收据并听取陈述。" }
local agree = { outcome = "agree" }
local opinion = { outcome = "not_supported", facts = "经查，两次收取的是不同项目。", opinion = "对退还请求不予支持。",
  basis = "《住宅专项维修资金管理办法》第七条", review_body = "清源县人民政府" }

local function give_opinion(t, case, words)
  t:as("officer"):complete(case, "investigation", found)
  t:as("officer"):complete(case, "opinion", words or opinion)
  t:as("unit_head"):complete(case, "opinion", agree)                            -- the head of the unit signs
end

local function serve(t, example)                                                -- decided and handed over on the same Monday
  local case = accept(t, example)
  give_opinion(t, case)
  t:as("unit_clerk"):serve(case, "handling_opinion", { way = "in_person" })
  return case
end

local request = { requests = { { grounds = "收费依据与事实不符。" } } }
local reviewed = { outcome = "upheld", facts = "原认定事实清楚。", opinion = "维持原处理意见。", basis = "《信访工作条例》第三十五条", review_body = "泉城市人民政府" }

local function ask_review(t)                                                    -- the case of the review, at the county
  local case = serve(t)
  t:as("petitioner"):signal(case, "ask_review", request)
  return case:linked "review", case
end

local function review(t, words)
  local case, first = ask_review(t)
  t:as("unit_clerk"):complete(case, "review_admission", { outcome = "admit" })
  t:as("officer"):complete(case, "review", words or reviewed)
  t:as("unit_head"):complete(case, "review", agree)
  t:as("unit_clerk"):serve(case, "review_opinion", { way = "by_post" })
  return case, first
end

---------------------------------------------------------------- from the letter to the opinion

spec "XF-D1 XF-D3 XF-D6 XF-D8 XF-E9: from the letter to the opinion, final when nobody asks for a review" (function(t)
  local case = register(t)
  t:expect(case):stage "classifying" :task "classify" :due("XF-D1", "2026-01-20")
  t:as("intake_clerk"):complete(case, "classify", { outcome = "request", route = "petition" })
  t:expect(case):stage "transferring" :task "choose_unit"
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:advance_to "2026-01-07"
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "receive" })
  t:expect(case):stage "accepting" :held_by(bureau) :due("XF-D1", nil) :due("XF-D3", "2026-01-22") :letter "transfer_notice"
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:expect(case):stage "investigating" :due("XF-D3", nil) :due("XF-D6", "2026-03-08") :letter "acceptance_notice"
  t:as("officer"):complete(case, "investigation", found)
  t:as("officer"):complete(case, "opinion", opinion)
  t:expect(case):stage "opining"                                                -- the head of the unit has not signed
  t:as("unit_head"):complete(case, "opinion", agree)
  t:expect(case):stage "serving" :letter "handling_opinion" :due("XF-D6", nil)
  t:as("unit_clerk"):serve(case, "handling_opinion", { way = "in_person" })
  t:expect(case):stage "served" :due("XF-D8", "2026-02-06")
  t:advance_to "2026-02-06"; t:expect(case):status "open"                       -- an end of handling is not the end of the case
  t:advance_to "2026-02-07"; t:expect(case):status "closed" :outcome "not_supported"
end)

spec "INV-3 XF-D1: whatever comes in is registered, and fifteen days count from its receipt" (function(t)
  local case = begin(t, "late_in_the_post")
  t:expect(case):stage "registered" :status "open" :task "registration" :letter "receipt" :due("XF-D1", "2026-01-17")
end)

spec "INV-3: a letter without a name is registered and handled; no notice is owed" (function(t)
  local case = accept(t, "unsigned")
  give_opinion(t, case)
  t:expect(case):stage "serving" :task "other_way"                               -- there is nobody to bring it to
  t:as("unit_clerk"):complete(case, "other_way", { outcome = "give_up", reason = "来信未署名，无通讯地址。" })
  t:expect(case):status "closed" :outcome "not_supported"
end)

spec "XF-D2: a unit that is written to directly tells the petitioner within fifteen days" (function(t)
  t:now "2026-01-05 09:00"
  t:county()
  local case = t:start("petition", "to_the_bureau", { office = bureau })
  t:expect(case):due("XF-D2", "2026-01-20") :due("XF-D1", nil)
  t:as("unit_clerk"):complete(case, "registration", { outcome = "new" })
  t:as("unit_clerk"):complete(case, "classify", { outcome = "request", route = "petition" })
  t:expect(case):stage "accepting" :held_by(bureau) :task "acceptance"           -- no transfer: it is there already
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:expect(case):letter "acceptance_notice" :due("XF-D2", nil) :due("XF-D6", "2026-03-06")
end)

spec "XF-D3 XF-D6: without an act of acceptance the sixty days begin with the last day of XF-D3" (function(t)
  local case = transfer(t)
  t:expect(case):due("XF-D3", "2026-01-20") :due("XF-D6", nil)
  t:advance_to "2026-01-21"
  t:expect(case):stage "accepting" :task "acceptance" :due("XF-D6", "2026-03-21")
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:expect(case):stage "investigating" :due("XF-D6", "2026-03-21")              -- accepted late: the clock does not begin anew
end)

spec "XF-D4: silence for five working days counts as received" (function(t)
  local case = classify(t)
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:expect(case):held_by(office) :task "transfer" :due("XF-D4", "2026-01-12")
  t:advance_to "2026-01-13"
  t:expect(case):stage "accepting" :held_by(bureau) :due("XF-D3", "2026-01-28")
end)

spec "XF-D4 XF-E10: not ours: who objects gives reasons; agreed, another unit is chosen" (function(t)
  local case = classify(t)
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:as("unit_clerk@" .. bureau):refused "invalid" :complete(case, "transfer", { outcome = "object" })
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "object", ground = "not_ours", reason = "属于人社部门职权。" })
  t:expect(case):held_by(office) :task "rule_on_objection"
  t:as("dispatcher"):complete(case, "rule_on_objection", { outcome = "agree", reason = "异议成立。" })
  t:expect(case):stage "transferring" :task "choose_unit"
end)

spec "XF-D4: ruled once, there is no second objection" (function(t)
  local case = classify(t)
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "object", ground = "not_ours", reason = "属于人社部门职权。" })
  t:as("dispatcher"):complete(case, "rule_on_objection", { outcome = "stay", reason = "维修资金由住建部门监管。" })
  t:as("unit_clerk@" .. bureau):refused "handoff_final" :complete(case, "transfer", { outcome = "object", ground = "not_ours", reason = "仍不属于。" })
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "receive" })
  t:expect(case):stage "accepting" :held_by(bureau)
end)

spec "XF-D4: a matter the office keeps is received at once" (function(t)
  local case = classify(t)
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = office })
  t:expect(case):stage "accepting" :held_by(office) :due("XF-D3", "2026-01-20")
end)

spec "XF-D5: an assigned matter comes back with its result and closing report by the day that was set" (function(t)
  local case = classify(t)
  t:as("dispatcher"):refused "invalid" :complete(case, "choose_unit", { outcome = "assign", unit = bureau })
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "assign", unit = bureau, return_by = "2026-02-20", asks = "请于节前办结。" })
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "receive" })
  t:expect(case):letter "assignment" :due("XF-D5", "2026-02-20")
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept" })
  give_opinion(t, case)
  t:as("unit_clerk"):serve(case, "handling_opinion", { way = "in_person" })
  t:expect(case):stage "serving" :task "closing_report" :due("XF-D5", "2026-02-20")
  t:as("unit_clerk"):complete(case, "closing_report", { outcome = "reported", report = "已办结并送达。" })
  t:expect(case):stage "served" :letter "closing_report" :due("XF-D5", nil)
end)

spec "XF-D7 INV-7: longer by thirty days, once, by the head of the unit, and the petitioner is told why" (function(t)
  local case = accept(t)
  t:as("officer"):claim(case, "investigation")
  t:as("officer"):refused "approver_is_applicant" :extend(case, "XF-D6", days(30), "案情复杂")
  t:as("unit_head@" .. office):refused "not_approver" :extend(case, "XF-D6", days(30), "案情复杂")
  t:as("unit_head"):refused "extension_too_long" :extend(case, "XF-D6", days(31), "案情复杂")
  t:as("unit_head"):extend(case, "XF-D6", days(30), "需要鉴定")
  t:expect(case):letter "extension_notice" :due("XF-D6", "2026-04-05")
  t:as("unit_head"):refused "extended_before" :extend(case, "XF-D6", days(10), "仍需鉴定")
end)

spec "XF-D6 SUP-D1: a petition that nobody handles climbs the ladder" (function(t)
  local case = accept(t)
  t:as("officer"):claim(case, "investigation")
  t:advance_to "2026-02-20";         t:expect(case):card "blue" :notified "officer"               -- a quarter of the sixty days is left
  t:advance_to(case:due "XF-D6");    t:expect(case):card "yellow" :notified "unit_head"
  t:advance_to "2026-03-09";         t:expect(case):card "red" :letter "supervision_letter" :due("SUP-D1", "2026-03-12")
  t:advance_to "2026-03-13";         t:expect(case):held_by "parent" :notified "leader_in_charge" :due("XF-D6", "2026-03-06")
end)

spec "INV-10: nothing is decided by silence: a person accepts, answers and signs" (function(t)
  local case = transfer(t)
  t:advance_to "2026-06-30"
  t:expect(case):stage "accepting" :status "open" :task "acceptance"             -- overdue, escalated, and still nobody's decision
end)

---------------------------------------------------------------- classes and routes

spec "INV-4: whoever is not accepted hears why and where to go" (function(t)
  local case = transfer(t)
  t:as("unit_clerk"):refused "invalid" :complete(case, "acceptance", { outcome = "refuse", reason = "已由法院受理。" })
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "refuse", reason = "已由法院受理。", where_next = "court", body = "清源县人民法院" })
  t:expect(case):letter "not_accepted" :status "closed" :outcome "refused"
end)

spec "XF-E10 INV-4: a visit that is not for this office is told where to go, and registered all the same" (function(t)
  local case = begin(t)
  t:as("intake_clerk"):refused "invalid" :complete(case, "registration", { outcome = "guide", reason = "属于乡镇职权。" })
  t:as("intake_clerk"):complete(case, "registration",
    { outcome = "guide", reason = "属于乡镇职权。", where_next = "competent", body = "柳泉镇人民政府便民服务中心" })
  t:expect(case):letter "guidance" :status "closed" :outcome "guided"
end)

spec "INV-11: a matter of the courts is led there, and no other way is closed" (function(t)
  local case = classify(t, "litigation")
  t:expect(case):stage "guiding" :task "guidance"
  t:as("intake_clerk"):complete(case, "guidance", { outcome = "guided", reason = "诉讼程序未了结。", where_next = "court", body = "清源县人民法院" })
  t:expect(case):letter "guidance" :status "closed" :outcome "guided"
end)

spec "XF 31: a matter of arbitration or of an administrative procedure is led into it by the unit" (function(t)
  local case = transfer(t)
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "lead_in", reason = "属于劳动争议。", where_next = "arbitration", body = "清源县劳动人事争议仲裁委员会" })
  t:expect(case):letter "guidance" :due("XF-D3", nil) :outcome "guided"
end)

spec "XF 29, 31: suggestions are studied, duties are done; both are answered, signed by the head" (function(t)
  local case = register(t)
  t:as("intake_clerk"):complete(case, "classify", { outcome = "suggestion" })
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "receive" })
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "study" })
  t:as("officer"):complete(case, "answer", { outcome = "partly", answer = "将在网站公开年度使用情况。", reward = false })
  t:expect(case):stage "answering"
  t:as("unit_head"):complete(case, "answer", agree)
  t:expect(case):letter "answer" :outcome "answered"
end)

local cleared, accused_clerk = "sealed@" .. discipline, "unit_clerk@" .. bureau

local function take_apart(t)                                                    -- a mixed letter about the bureau; the accusation, as who is cleared finds it
  local case = begin(t, "mixed_letter")
  t:as("intake_clerk"):complete(case, "registration", { outcome = "new" })
  t:as("intake_clerk"):complete(case, "classify", { outcome = "request", route = "petition", cleaned = "请求退还多收的房屋维修资金。" })
  t:as("intake_clerk"):complete(case, "classify", { outcome = "accusation", accused = bureau, unit = discipline })
  t:as("intake_clerk"):complete(case, "classify", { outcome = "suggestion" })
  return case, t:as(cleared):linked(case, "sealed_part")
end

local function hand_over(t, case)
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:as(accused_clerk):complete(case, "transfer", { outcome = "receive" })
end

spec "XF-E4 INV-1: a mixed letter is taken apart, and what the unit gets shows no accusation" (function(t)
  local case = take_apart(t)
  t:expect(case):stage "transferring" :due("XF-D1", "2026-01-20")
  local item = case:linked "item"                                               -- the suggestion, a case of its own with the clock it had
  t:expect(item):stage "transferring" :due("XF-D1", "2026-01-20")
  hand_over(t, case)
  hand_over(t, item)
  t:expect(case):held_by(bureau) :task "acceptance"                             -- the request itself may go to the unit
  for _, who in ipairs { "unit_clerk", "officer", "unit_head", "supervisor", "leader_in_charge", "sealed" } do
    for _, part in ipairs { case, item } do
      t:as(who .. "@" .. bureau):reads_nothing_of(part, "周某")                  -- neither in its fields and tasks nor in its letters and journal
      t:as(who .. "@" .. bureau):reads_nothing_of(part, "accusation")
      t:as(who .. "@" .. bureau):reads_nothing_of(part, discipline)
    end
  end
  t:as(accused_clerk):refused "not_met" :reads_nothing_of(case, "请求退还多收的房屋维修资金。")
end)

spec "XF-E4 INV-1: the accusation itself is found by who is cleared in the office that has it, and by nobody else" (function(t)
  local case, part = take_apart(t)
  t:expect(part):stage "accusation" :status "open" :held_by(discipline) :task "accusation_decision"
  t:as(cleared):refused "not_met" :reads_nothing_of(part, "周某索要好处费")
  for _, who in ipairs { "unit_clerk", "unit_head", "officer", "supervisor", "sealed" } do
    t:as(who .. "@" .. bureau):refused "not_found" :linked(case, "sealed_part")   -- the unit accused, its own cleared person too
    t:as(who .. "@" .. bureau):cannot_see(part)
    t:as(who .. "@" .. bureau):reads_nothing_of(part, "周某")
  end
  t:as("intake_clerk@" .. office):refused "not_found" :linked(case, "sealed_part")   -- who read the letter, from now on
  t:as("sealed@" .. office):cannot_see(part)                                    -- cleared elsewhere is not cleared here
  t:as("officer@" .. discipline):cannot_see(part)                               -- nor is every officer of the body that has it
  t:as("officer@" .. discipline):refused "not_found" :complete(part, "accusation_decision", { outcome = "take_up" })
  t:as(accused_clerk):refused "not_found" :signal(part, "danger", {})           -- as of a case that there never was
end)

spec "XF-E5 INV-1: an accusation never goes to the unit accused, to what stands under it, or back" (function(t)
  local case = register(t)
  t:as("intake_clerk"):refused "invalid" :complete(case, "classify", { outcome = "accusation", accused = bureau })
  t:as("intake_clerk"):complete(case, "classify", { outcome = "accusation", accused = bureau, unit = bureau })
  t:expect(case):stage "classifying" :task "classify"                           -- the clerk has it back
  t:as("intake_clerk"):complete(case, "classify", { outcome = "accusation", accused = "370102", unit = discipline })
  t:expect(case):stage "classifying" :task "classify"                           -- the county is accused: no body of the county
  t:as("intake_clerk"):complete(case, "classify", { outcome = "accusation", accused = "370102", unit = "370100090" })
  t:expect(case):status "closed" :outcome "moved"                               -- nothing is left here
end)

spec "XF-E5 XF-D3: an accusation is taken up and dealt with by who is cleared, and its sender is told both times" (function(t)
  local case, part = take_apart(t)
  t:expect(part):due("XF-D3", "2026-01-20") :due("XF-D1", nil)                  -- fifteen days of its own
  t:as(cleared):complete(part, "accusation_decision", { outcome = "take_up" })
  t:expect(part):letter "accusation_receipt" :due("XF-D3", nil) :task "accusation_result"
  t:as(cleared):refused "invalid" :complete(part, "accusation_result", { outcome = "dealt_with" })
  t:as(cleared):complete(part, "accusation_result", { outcome = "dealt_with", answer = "经核查，周某索要好处属实，已责令退还并给予处分。" })
  t:expect(part):letter "accusation_answer" :status "closed" :outcome "dealt_with"
  t:expect(case):stage "transferring" :status "open"                            -- the request goes its own way and hears nothing of it
  t:as("intake_clerk@" .. office):reads_nothing_of(part, "好处")
end)

spec "XF-E5 INV-4: an accusation that is not taken up: its sender hears why and where to go" (function(t)
  local _, part = take_apart(t)
  t:as(cleared):refused "invalid" :complete(part, "accusation_decision", { outcome = "refuse", reason = "不属于本机关管辖。" })
  t:as(cleared):complete(part, "accusation_decision", { outcome = "refuse", reason = "反映的问题已经依法处理。", body = "泉城市纪委监委机关" })
  t:expect(part):letter "accusation_receipt" :due("XF-D3", nil) :status "closed" :outcome "refused"
end)

spec "XF-E5 XF-D3 INV-1: passed on by staff authority it stays sealed, never to the unit accused, its fifteen days run on" (function(t)
  local _, part = take_apart(t)
  t:as(cleared):complete(part, "accusation_decision", { outcome = "pass_on", unit = bureau })
  t:expect(part):held_by(discipline) :task "accusation_decision"                -- never to the unit accused: the clerk has it back
  t:advance_to "2026-01-12"
  t:as(cleared):complete(part, "accusation_decision", { outcome = "pass_on", unit = "370100090" })
  t:as("sealed@370100090"):complete(part, "transfer", { outcome = "receive" })
  t:expect(part):held_by "370100090" :task "accusation_decision" :due("XF-D3", "2026-01-20")
  t:as(cleared):cannot_see(part)                                                -- who passed it on does not look on
  t:as("sealed@370100090"):complete(part, "accusation_decision", { outcome = "take_up" })
  t:expect(part):letter "accusation_receipt" :due("XF-D3", nil)
end)

spec "XF-D3 XF-E5 INV-1: an accusation that lies around climbs by the sealed route only, and nobody uncleared hears of it" (function(t)
  local case, part = take_apart(t)
  t:advance_to "2026-01-21"; t:expect(part):card "red" :held_by(discipline)      -- overdue since the 20th
  t:advance_to "2026-01-28"
  t:expect(part):held_by "370100090" :task "accusation_decision" :due("XF-D3", "2026-01-20")    -- the body above, not the county
  t:as("sealed@370102"):cannot_see(part)
  t:as("sealed@370100090"):complete(part, "accusation_decision", { outcome = "take_up" })
  t:expect(part):letter "accusation_receipt"
  for _, who in ipairs { "unit_head", "supervisor", "leader_in_charge" } do
    for _, where in ipairs { bureau, office, discipline, "370102", "370100" } do
      t:as(who .. "@" .. where):reads_nothing_of(part, "S2026P")                -- no notice of a card, of a task, of where it went
    end
  end
  t:as("unit_head@" .. bureau):refused "not_found" :linked(case, "sealed_part")
end)

spec "XF-E5: a letter that holds nothing else moves out whole; each accusation is a case of its own" (function(t)
  local case = begin(t, "mixed_letter")
  t:as("intake_clerk"):complete(case, "registration", { outcome = "new" })
  for _ = 1, 3 do t:as("intake_clerk"):complete(case, "classify", { outcome = "accusation", accused = bureau, unit = discipline }) end
  t:expect(case):status "closed" :outcome "moved"
  for i = 1, 3 do t:expect(t:as(cleared):linked(case, "sealed_part", i)):task "accusation_decision" end
  t:as(cleared):refused "not_found" :linked(case, "sealed_part", 4)
  t:as(accused_clerk):refused "not_found" :linked(case, "sealed_part")
end)

spec "INV-5: nobody is mediated who does not wish it; then the petition is simply investigated" (function(t)
  local case = accept(t)
  t:as("officer"):complete(case, "investigation", { outcome = "mediate" })
  t:expect(case):stage "mediating" :due("XF-D6", "2026-03-06")                  -- it goes on: there is no pause
  t:as("officer"):complete(case, "mediation_request", { outcome = "no_consent" })
  t:expect(case):stage "investigating" :task "investigation"
end)

local mediation = { outcome = "consent", committee = "370102003", kind = "property", facts = "双方对维修资金有争议。", requests = "请求退还多收部分。",
  parties = { { person = { name = "林秋禾", phone = "13900000001" }, applies = true },
    { person = { name = "柳泉花园物业服务中心", phone = "0531-86000007" }, applies = true } } }

spec "INV-11 XF-E8: mediation is a case of its own, and the officer may give the opinion without waiting for it" (function(t)
  local case = accept(t)
  t:as("officer"):complete(case, "investigation", { outcome = "mediate" })
  t:as("officer"):complete(case, "mediation_request", mediation)
  t:as("mediator@370102003"):complete(case, "mediation_handover", { outcome = "receive" })
  t:expect(case:linked "mediation"):status "open"
  t:as("officer"):complete(case, "end_mediation", { outcome = "taken_back", reason = "期限将满。" })
  t:expect(case):stage "investigating" :due("XF-D6", "2026-03-06")
end)

spec "XF 31: a hearing is announced and recorded, an assisting unit is asked; the sixty days run on" (function(t)
  local case = accept(t)
  t:as("officer"):complete(case, "investigation", { outcome = "consult", unit = "370102040", question = "是否涉及工资发放？" })
  t:as("officer@370102040"):complete(case, "consultation", { outcome = "given", opinion = "不涉及。" })
  t:as("officer"):complete(case, "investigation", { outcome = "hearing", findings = "事实争议较大。" })
  t:as("unit_head"):complete(case, "hearing_plan", { outcome = "agree", held_on = "2026-01-20", place = "县住建局三楼会议室" })
  t:expect(case):letter "hearing_notice"
  t:as("officer"):complete(case, "hearing_record", { outcome = "held", record = "双方到场，听证笔录附后。" })
  t:expect(case):stage "investigating" :due("XF-D6", "2026-03-06")
end)

spec "XF 32: an opinion that supports the request is carried out by its date" (function(t)
  local case = accept(t)
  give_opinion(t, case, { outcome = "supported", facts = "确有重复收取。", opinion = "退还多收部分。", basis = "《住宅专项维修资金管理办法》", review_body = "清源县人民政府",
    execute_by = "2026-03-31" })
  t:as("unit_clerk"):serve(case, "handling_opinion", { way = "in_person" })
  t:expect(case):task "execution" :due("own-execute", "2026-03-31")
  t:advance_to "2026-03-02"; t:expect(case):stage "served" :status "open"       -- final, and not yet carried out
  t:as("officer"):complete(case, "execution", { outcome = "done", result = "已退还八百六十元。" })
  t:expect(case):status "closed" :outcome "supported"
end)

---------------------------------------------------------------- review and re-review

spec "XF-D8: the last day to ask for a review is never a day off" (function(t)
  local case = accept(t)
  t:advance_to "2026-01-19"
  give_opinion(t, case)
  t:advance_to "2026-01-20"
  t:as("unit_clerk"):serve(case, "handling_opinion", { way = "in_person" })
  t:expect(case):due("XF-D8", "2026-02-24")                                     -- thirty days end on 19 February, in the spring holidays
end)

spec "XF-D9 XF-D12 INV-2: a review is a linked case of the next body up; who decided does not review" (function(t)
  local case, first = ask_review(t)
  t:expect(first):stage "under_review" :due("XF-D8", nil)
  t:expect(case):stage "review_admission" :held_by "370102" :due("XF-D12", "2026-01-08") :due("XF-D9", "2026-02-04")
  t:as("unit_clerk@" .. bureau):refused "forbidden" :complete(case, "review_admission", { outcome = "admit" })
  t:as("unit_clerk"):complete(case, "review_admission", { outcome = "admit" })
  t:expect(case):stage "reviewing" :due("XF-D12", nil)
end)

spec "XF-D12 INV-4: what is not admitted has a reason and another place to go; the opinion stands" (function(t)
  local case, first = ask_review(t)
  t:as("unit_clerk"):refused "invalid" :complete(case, "review_admission", { outcome = "not_admit", reason = "不属于复查范围。" })
  t:as("unit_clerk"):complete(case, "review_admission", { outcome = "not_admit", reason = "不属于复查范围。", body = "清源县人民法院" })
  t:expect(case):letter "review_not_admitted" :outcome "not_admitted"
  t:expect(first):status "closed" :outcome "not_supported"
end)

spec "XF-D10: thirty days to ask for a re-review; then the review stands" (function(t)
  local case, first = review(t)
  t:expect(case):stage "review_served" :due("XF-D9", nil) :due("XF-D10", "2026-02-04")
  t:advance_to "2026-02-05"
  t:expect(case):status "closed" :outcome "upheld"
  t:expect(first):status "closed" :outcome "reviewed"
end)

spec "XF-D11 XF-D10: the days of a hearing do not count in a re-review; its opinion is final" (function(t)
  local case = review(t)
  t:as("petitioner"):signal(case, "ask_review", { requests = { { grounds = "复查未听取陈述。" } } })
  local last = case:linked "review"
  t:expect(last):held_by "370100" :due("XF-D11", "2026-02-04") :due("XF-D12", "2026-01-08")
  t:as("unit_clerk"):complete(last, "review_admission", { outcome = "admit" })
  t:as("officer"):complete(last, "review", { outcome = "hearing" })
  t:as("unit_head"):complete(last, "review", agree)
  t:as("unit_head"):refused "not_pausable" :pause(last, "XF-D11", "illness")
  t:as("unit_head"):complete(last, "hearing_plan", { outcome = "agree", held_on = "2026-01-12", place = "市信访联席会议厅" })
  t:expect(last):stage "hearing" :letter "hearing_notice" :due("XF-D11", nil)       -- it stands still from this Monday on
  t:advance_to "2026-01-12"
  t:as("officer"):complete(last, "hearing_record", { outcome = "held", record = "听证笔录附后。" })
  t:expect(last):stage "reviewing" :due("XF-D11", "2026-02-10")                 -- the 6th to the 11th did not count
  t:as("officer"):complete(last, "review", reviewed)
  t:as("unit_head"):complete(last, "review", agree)
  t:expect(last):letter "rereview_opinion"
  t:as("unit_clerk"):serve(last, "rereview_opinion", { way = "in_person" })
  t:expect(last):status "closed" :outcome "upheld"                              -- no further level, and nobody to wait for
  t:expect(case):status "closed" :outcome "reviewed"
end)

spec "XF-D9: of a review a hearing takes no time: only the re-review may pause" (function(t)
  local case = ask_review(t)
  t:as("unit_clerk"):complete(case, "review_admission", { outcome = "admit" })
  t:as("officer"):complete(case, "review", { outcome = "hearing" })
  t:as("unit_head"):complete(case, "review", agree)
  t:as("unit_head"):complete(case, "hearing_plan", { outcome = "agree", held_on = "2026-01-12", place = "县政府会议室" })
  t:expect(case):due("XF-D9", "2026-02-04")
end)

spec "SD 45: handled again, the same opinion on the same facts and grounds is not given again" (function(t)
  local case = review(t, { outcome = "redo", facts = "原认定事实不清。", opinion = "责令重新处理。", basis = "《信访工作条例》第三十五条" })
  local again = case:linked "redo"
  t:expect(case):stage "review_served" :due("XF-D10", "2026-02-04")              -- nobody loses a level by it
  t:expect(again):stage "investigating" :held_by(bureau) :due("XF-D6", "2026-03-06")
  t:as("officer"):complete(again, "investigation", found)
  t:as("officer"):complete(again, "opinion", opinion)
  t:as("unit_head"):complete(again, "opinion", agree)
  t:expect(again):stage "opining" :task "opinion"                               -- given back
  t:as("officer"):complete(again, "opinion", { outcome = "explained", facts = "重新核查收据。", opinion = "请求合理，缺乏依据。", basis = "同前", review_body = "清源县人民政府" })
  t:as("unit_head"):complete(again, "opinion", agree)
  t:expect(again):stage "serving"
end)

spec "XF-E9: who comes late with good cause is admitted by a named person, not by a date" (function(t)
  local case = serve(t)
  t:advance_to "2026-03-02"
  t:expect(case):status "closed" :outcome "not_supported"
  t:as("petitioner"):refused "case_closed" :signal(case, "ask_review", request)
  t:as("petitioner"):signal(case, "ask_late_review", { requests = { { grounds = "收费依据与事实不符。", late_reason = "住院手术。" } } })
  t:expect(case):status "closed" :outcome "not_supported"                       -- that stays as it was
  local asked = case:linked "ask_late_review"
  t:expect(asked):stage "under_review"
  local late = asked:linked "review"
  t:expect(late):stage "review_admission" :held_by "370102" :due("XF-D12", "2026-03-05")
  t:as("unit_clerk"):complete(late, "review_admission", { outcome = "admit" })
  t:expect(late):stage "review_admission"                                       -- the cause is missing
  t:as("unit_clerk"):complete(late, "review_admission", { outcome = "admit_late", reason = "因住院手术逾期，理由正当。" })
  t:expect(late):stage "reviewing"
end)

spec "XF-I2: after the re-review there is no further level, and that is said in writing" (function(t)
  local case = review(t)
  t:as("petitioner"):signal(case, "ask_review", request)
  local last = case:linked "review"
  t:as("unit_clerk"):complete(last, "review_admission", { outcome = "admit" })
  t:as("officer"):complete(last, "review", reviewed)
  t:as("unit_head"):complete(last, "review", agree)
  t:as("unit_clerk"):serve(last, "rereview_opinion", { way = "in_person" })
  t:expect(last):status "closed" :outcome "upheld"
  t:as("petitioner"):refused "case_closed" :signal(last, "ask_review", request)
  t:as("petitioner"):signal(last, "ask_late_review", request)
  local again = last:linked "ask_late_review"
  t:as("unit_clerk"):complete(again, "no_body_above", { outcome = "told", reason = "本事项已经复核终结。", body = "有新的事实或者理由的，向县信访局提出" })
  t:expect(again):letter "review_not_admitted" :status "closed"
end)

---------------------------------------------------------------- edge cases

spec "XF-E1: many people name five representatives at most; who is named receives the papers" (function(t)
  local case = register(t, "joint_visit")
  t:expect(case):stage "representing" :task "name_representatives"
  local six = {}
  for i = 1, 6 do six[i] = { person = { name = "代表" .. i, phone = "1390000010" .. i } } end
  t:as("intake_clerk"):refused "invalid" :complete(case, "name_representatives", { outcome = "named", representatives = six })
  six[6] = nil
  t:as("intake_clerk"):complete(case, "name_representatives", { outcome = "named", representatives = six })
  t:expect(case):stage "classifying"
end)

spec "XF-E2: several units that cannot agree: their common superior rules, else the joint meeting" (function(t)
  local case = classify(t)
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "object", ground = "several_units", reason = "与人社局职责交叉。" })
  t:as("dispatcher"):refused "forbidden" :complete(case, "rule_on_objection", { outcome = "stay", reason = "由住建局办理。" })
  t:as("leader_in_charge"):complete(case, "rule_on_objection", { outcome = "none", reason = "分属不同层级。" })
  t:as("secretary"):complete(case, "rule_on_objection", { outcome = "stay", reason = "联席会议议定由住建局受理。" })
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "receive" })
  t:expect(case):stage "accepting" :held_by(bureau)
end)

spec "XF-E2: a unit that is no more has a successor, who takes over" (function(t)
  local case = classify(t)
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = "370102050" })       -- merged into the housing bureau
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "receive" })
  t:expect(case):stage "accepting" :held_by(bureau)
end)

spec "XF-E3: a duplicate joins the first and is answered; what comes again after the close is looked at" (function(t)
  local case = begin(t)
  t:as("intake_clerk"):refused "invalid" :complete(case, "registration", { outcome = "duplicate", first_number = "2026P000001" })
  t:as("intake_clerk"):complete(case, "registration", { outcome = "duplicate", first_number = "2026P000001", state = "县住建局正在办理，期限至三月六日。" })
  t:expect(case):letter "state_notice" :status "closed" :outcome "duplicate"
  local again = t:start("petition", "one_request", { office = office })
  t:as("intake_clerk"):complete(again, "registration", { outcome = "new", repeats = true })
  t:expect(again):stage "classifying" :notified "supervisor"                    -- no duplicate: evidence of quality
end)

spec "XF-E6: withdrawn only if freely made, and only for who withdraws" (function(t)
  local case = accept(t, "two_people")
  t:as("petitioner"):signal(case, "withdraw", { row = "petitioners/1", words = "有人劝我撤回。" })
  t:expect(case):stage "investigating" :task "freely_made"
  t:as("unit_clerk"):complete(case, "freely_made", { outcome = "dispute" })
  t:expect(case):status "open"
  t:as("petitioner"):signal(case, "withdraw", { row = "petitioners/1" })
  t:as("unit_clerk"):complete(case, "freely_made", { outcome = "confirm" })
  t:expect(case):status "open" :letter "withdrawal_notice"                      -- the other one goes on
  t:as("unit_clerk"):refused "not_met" :reads_nothing_of(case, "<p class=\"flush\">林秋禾：</p>")       -- the paper is for who withdrew
  t:as("petitioner"):signal(case, "withdraw", { row = "petitioners/2" })
  t:as("unit_clerk"):complete(case, "freely_made", { outcome = "confirm" })
  t:expect(case):status "closed" :outcome "withdrawn"
end)

spec "XF-E6: who withdraws twice, or dies before it was confirmed, has withdrawn nothing more" (function(t)
  local case = accept(t, "two_people")
  for _ = 1, 2 do t:as("petitioner"):signal(case, "withdraw", { row = "petitioners/1" }) end
  for _ = 1, 2 do t:as("unit_clerk"):complete(case, "freely_made", { outcome = "confirm" }) end
  t:as("petitioner"):signal(case, "withdraw", { row = "petitioners/2" })
  t:as("unit_clerk"):signal(case, "death", { row = "petitioners/2", outcome = "successor", successor = { name = "林小满", phone = "13900000021" } })
  t:as("unit_clerk"):complete(case, "freely_made", { outcome = "confirm" })
  t:expect(case):stage "investigating" :status "open"                           -- the successor has not withdrawn
end)

spec "XF-E6: what touches public safety goes on as a hazard" (function(t)
  local case = register(t, "unsafe_wall")
  t:as("petitioner"):signal(case, "withdraw", { row = "petitioners/1" })
  t:as("intake_clerk"):complete(case, "freely_made", { outcome = "confirm" })
  t:expect(case):stage "keeping_safe" :task "safety"
  t:as("dispatcher"):complete(case, "safety", { outcome = "passed_on", unit = bureau })
  t:expect(case):outcome "withdrawn"
end)

spec "XF-E7: without a successor it ends, with one it goes on" (function(t)
  local case = accept(t)
  t:as("unit_clerk"):signal(case, "death", { row = "petitioners/1", outcome = "successor", successor = { name = "林小满", phone = "13900000021" } })
  t:expect(case):stage "investigating" :status "open"
  t:as("unit_clerk"):signal(case, "death", { row = "petitioners/2", outcome = "no_successor" })
  t:expect(case):status "closed" :outcome "ended"
end)

spec "XF-E11: disorder: persuaded, at most the police are told; there is no button for a sanction" (function(t)
  local case = accept(t)
  t:as("unit_clerk"):signal(case, "disorder", { outcome = "persuaded" })
  t:expect(case):stage "investigating" :status "open"
  t:as("unit_clerk"):refused "invalid" :signal(case, "disorder", { outcome = "fine" })
  t:as("unit_clerk"):refused "not_found" :signal(case, "sanction", {})
end)

spec "XF-E12 XF-D13: a problem of policy is suggested to the government, its like cases listed, and answered in writing" (function(t)
  local case = accept(t)
  t:as("supervisor"):refused "invalid" :signal(case, "suggest", { outcome = "policy", suggestion = "明确交付前后收取标准。" })
  t:as("supervisor"):signal(case, "suggest", { outcome = "policy", suggestion = "明确交付前后收取标准。", topic = "维修资金收取时点", like_cases = "2026P000003" })
  t:expect(case):letter "suggestion_letter" :notified "leader_in_charge" :due("XF-D13", "2026-02-04")
  t:as("unit_head"):signal(case, "suggestion_answer", { outcome = "taken", answer = "已修订细则。" })
  t:expect(case):due("XF-D13", nil)
end)

spec "XF-I1: what is in hand below and in time is not accepted a second time, but registered and answered" (function(t)
  local case = begin(t)
  t:as("intake_clerk"):complete(case, "registration", { outcome = "in_hand", first_number = "2026P000001", state = "柳泉镇正在办理，期限至二月十五日。" })
  t:expect(case):letter "state_notice" :outcome "refused"
end)

spec "XF-I2: final is final for the same facts and grounds; new ones are a new matter" (function(t)
  local case = begin(t)
  t:as("intake_clerk"):complete(case, "registration", { outcome = "final", first_number = "2024P000001", state = "已于二〇二五年复核终结。" })
  t:expect(case):letter "state_notice" :outcome "refused"
  local fresh = t:start("petition", "one_request", { office = office })
  t:as("intake_clerk"):complete(fresh, "registration", { outcome = "new" })
  t:expect(fresh):stage "classifying"
end)

---------------------------------------------------------------- supervision, rating, protection

spec "SUP-D1: a card is answered within three working days; an answer in time ends its clock" (function(t)
  local case = accept(t)
  t:as("supervisor"):signal(case, "supervise", { outcome = "remind", trigger = "shifting", reason = "多次推诿。", order = "限期办结。" })
  t:expect(case):card "yellow" :letter "supervision_letter" :due("SUP-D1", "2026-01-08")
  t:as("secretary"):signal(case, "supervise", { outcome = "listed", trigger = "not_executed", reason = "拒不整改。", order = "挂牌督办。" })
  t:expect(case):card "red"
end)

spec "INV-6: offices are rated, once per matter and changed once; nobody rates a petitioner" (function(t)
  local case = serve(t)
  t:as("petitioner"):signal(case, "rate", { result = "not", reason = "答复太慢。" })
  t:expect(case):notified "supervisor"
  t:as("petitioner"):signal(case, "rate", { result = "basically" })
  t:expect(case):status "open"
  t:as("petitioner"):signal(case, "rate", { result = "not" })                   -- changed before: the earlier one stands, nobody is told again
  t:as("officer"):refused "forbidden" :signal(case, "rate", { result = "satisfied" })
  t:as("unit_clerk"):refused "undeclared_field" :signal(case, "disorder", { outcome = "persuaded", level = "red" })
end)

spec "XF 18: a leader takes charge, and no legal limit changes" (function(t)
  local case = accept(t)
  t:as("leader_in_charge"):signal(case, "take_charge", { target = "2026-04-30", plan = "一案一策。" })
  t:expect(case):due("XF-D6", "2026-03-06") :stage "investigating" :notified "officer"
end)

local function protect(t, what, whom)                                           -- told in whatever stage, with an empty form if need be
  local case = accept(t)
  t:as("officer"):signal(case, "danger", { what = what })
  t:expect(case):stage "investigating" :task "protection"
  t:as("unit_head"):complete(case, "protection", { outcome = "confirm", reported_to = whom, measures = "已当场处置。" })
  t:expect(case):stage "investigating" :status "open"                           -- and the petition goes on
  return case
end

spec "INV-9 PR-1: danger goes before everything, with an empty form" (function(t)
  local case = begin(t)
  t:as("petitioner"):signal(case, "danger", {})
  t:expect(case):stage "registered" :task "protection"
  protect(t, "life", "ambulance")
end)

spec "PR-2: words of self-harm: a person takes over" (function(t) protect(t, "self_harm", "ambulance") end)
spec "PR-3: violence in a family is reported" (function(t) protect(t, "violence", "police") end)
spec "PR-4: a minor harmed or in danger is reported at once" (function(t) protect(t, "minor", "police") end)
spec "PR-5: a dispute likely to sharpen is reported to the police" (function(t) protect(t, "sharpening", "police") end)
spec "PR-6: major, urgent information goes to the leader in charge and the joint meeting" (function(t)
  t:expect(protect(t, "major", "government")):status "open"
end)
spec "PR-7: who cannot care for himself is not left alone" (function(t) protect(t, "left_behind", "civil_affairs") end)
spec "PR-8: hardship: helped to apply for relief" (function(t) protect(t, "hardship", "civil_affairs") end)
