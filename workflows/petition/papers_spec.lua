-- What the papers of a petition must hold, and who is told when a case ends in another way than by an opinion. The way of a case
-- from the letter to the review is in spec.lua. "Today" is Monday 2026-01-05.

local office, bureau = "370102010", "370102030"
local because = { reason = "已由人民法院受理。", where_next = "court", body = "清源县人民法院" }

local function with(outcome, ...)                                               -- an answer of the fields of some tables
  local answer = { outcome = outcome }
  for _, fields in ipairs { ... } do
    for name, value in pairs(fields) do answer[name] = value end
  end
  return answer
end

local function needs(t, who, case, form, answer)                                -- refused without any one of its fields
  for left_out in pairs(answer) do
    if left_out ~= "outcome" then
      local short = {}
      for name, value in pairs(answer) do
        if name ~= left_out then short[name] = value end
      end
      t:as(who):refused "invalid" :complete(case, form, short)
    end
  end
end

local function give(t, who, case, form, answer)                                 -- needs all of it, and then has it
  needs(t, who, case, form, answer)
  t:as(who):complete(case, form, answer)
end

local function begin(t, example)
  t:now "2026-01-05 09:00"
  t:county { "secretary", "petitioner", "representative" }
  return t:start("petition", example or "one_request", { office = office })
end

local function transfer(t, route, way)                                          -- received by the housing bureau
  local case = begin(t)
  t:as("intake_clerk"):complete(case, "registration", { outcome = "new" })
  if route == "suggestion" then t:as("intake_clerk"):complete(case, "classify", { outcome = "suggestion" })
  else t:as("intake_clerk"):complete(case, "classify", { outcome = "request", route = route or "petition" }) end
  t:as("dispatcher"):complete(case, "choose_unit", way or { outcome = "transfer", unit = bureau })
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "receive" })
  return case
end

local assigned = { outcome = "assign", unit = bureau, return_by = "2026-02-20" }

local function accept(t, way)
  local case = transfer(t, "petition", way)
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept" })
  return case
end

local found = { outcome = "found", heard = true, findings = "已查阅收据并听取陈述。" }
local words = { facts = "经查，两次收取的是不同项目。", opinion = "对退还请求不予支持。", basis = "《住宅专项维修资金管理办法》第七条", review_body = "清源县人民政府" }

local function decide(t, case, outcome, more)
  t:as("officer"):complete(case, "investigation", found)
  t:as("officer"):complete(case, "opinion", with(outcome, words, more or {}))
  t:as("unit_head"):complete(case, "opinion", { outcome = "agree" })
end

local function serve(t, case)
  t:as("unit_clerk"):serve(case, "handling_opinion", { way = "in_person" })
end

---------------------------------------------------------------- what a paper must hold

spec "INV-4 XF-E3 XF-I1 XF-I2: who is not taken up hears of which matter and how it stands, or why and where to go" (function(t)
  local case = begin(t)
  for _, outcome in ipairs { "duplicate", "in_hand", "final" } do
    needs(t, "intake_clerk", case, "registration", { outcome = outcome, first_number = "2026P000001", state = "正在办理。" })
  end
  needs(t, "intake_clerk", case, "registration", with("guide", because))
  give(t, "intake_clerk", case, "registration", { outcome = "new" })
  needs(t, "intake_clerk", case, "classify", { outcome = "accusation", unit = "370102090" })
  give(t, "intake_clerk", case, "classify", { outcome = "request", route = "litigation" })
  give(t, "intake_clerk", case, "guidance", with("guided", because))
  t:expect(case):outcome "guided"
end)

spec "XF-D4 XF-D5 XF-E2: transfers, objections and rulings say all that they must; a day of return is still to come" (function(t)
  local case = begin(t)
  t:as("intake_clerk"):complete(case, "registration", { outcome = "new" })
  t:as("intake_clerk"):complete(case, "classify", { outcome = "request", route = "petition" })
  needs(t, "dispatcher", case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:as("dispatcher"):refused "invalid" :complete(case, "choose_unit", with("assign", assigned, { return_by = "2026-01-04", outcome = "assign" }))
  give(t, "dispatcher", case, "choose_unit", assigned)
  give(t, "unit_clerk@" .. bureau, case, "transfer", { outcome = "object", ground = "several_units", reason = "职责交叉。" })
  give(t, "leader_in_charge", case, "rule_on_objection", { outcome = "none", reason = "分属不同层级。" })
  needs(t, "secretary", case, "rule_on_objection", { outcome = "stay", reason = "由住建局受理。" })
  give(t, "secretary", case, "rule_on_objection", { outcome = "agree", reason = "另行确定。" })
  t:expect(case):stage "transferring" :task "choose_unit"
end)

spec "XF 31: what the unit decides, asks, hears and answers is written down in full" (function(t)
  local case = transfer(t)
  for _, outcome in ipairs { "refuse", "lead_in" } do needs(t, "unit_clerk", case, "acceptance", with(outcome, because)) end
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept" })
  needs(t, "officer", case, "investigation", found)
  give(t, "officer", case, "investigation", { outcome = "consult", unit = "370102040", question = "是否涉及工资？" })
  give(t, "officer@370102040", case, "consultation", { outcome = "given", opinion = "不涉及。" })
  give(t, "officer", case, "investigation", { outcome = "hearing", findings = "事实争议较大。" })
  t:as("unit_head"):refused "invalid" :complete(case, "hearing_plan", { outcome = "agree", held_on = "2026-01-04", place = "会议室" })
  give(t, "unit_head", case, "hearing_plan", { outcome = "agree", held_on = "2026-01-20", place = "会议室" })
  give(t, "officer", case, "hearing_record", { outcome = "held", record = "笔录附后。" })
  t:as("officer"):complete(case, "investigation", found)
  for _, outcome in ipairs { "explained", "not_supported" } do needs(t, "officer", case, "opinion", with(outcome, words)) end
  t:as("officer"):refused "invalid" :complete(case, "opinion", with("supported", words, { execute_by = "2026-01-04" }))
  give(t, "officer", case, "opinion", with("supported", words, { execute_by = "2026-01-31" }))
end)

spec "XF 29, 31: an answer is never without words" (function(t)
  for _, outcome in ipairs { "adopted", "partly", "not_taken", "performed", "no_ground" } do
    local case = transfer(t, "suggestion")
    t:as("unit_clerk"):complete(case, "acceptance", { outcome = "study" })
    give(t, "officer", case, "answer", { outcome = outcome, answer = "已研究，答复如下。" })
    t:as("unit_head"):complete(case, "answer", { outcome = "agree" })
    t:expect(case):outcome "answered" :letter "answer"
  end
end)

spec "XF-D9 XF-D12 XF 36: a review says as much as an opinion, and a refusal of it where to go" (function(t)
  local case = accept(t)
  decide(t, case, "not_supported")
  serve(t, case)
  t:as("petitioner"):refused "invalid" :signal(case, "ask_review", { requests = { { late_reason = "住院。" } } })
  t:as("petitioner"):refused "invalid" :signal(case, "ask_review", { requests = { { grounds = "一。" }, { grounds = "二。" } } })
  t:as("intake_clerk"):signal(case, "ask_review", { requests = { { grounds = "不服。" } } })
  local review = case:linked "review"
  needs(t, "unit_clerk", review, "review_admission", { outcome = "not_admit", reason = "不属于复查范围。", body = "清源县人民法院" })
  t:as("unit_clerk"):complete(review, "review_admission", { outcome = "admit" })
  local result = { facts = "事实清楚。", opinion = "维持。", basis = "《信访工作条例》第三十五条" }
  for _, outcome in ipairs { "upheld", "revoked", "changed", "redo" } do needs(t, "officer", review, "review", with(outcome, result)) end
  t:expect(review):due("XF-D9", "2026-02-04") :stage "reviewing"
end)

spec "XF-D13 SUP-D1 XF-E12: a card and a suggestion say what is wrong and what is wanted, and are answered in words" (function(t)
  local case = accept(t)
  for _, outcome in ipairs { "remind", "listed" } do
    for _, short in ipairs { { outcome = outcome, reason = "多次推诿。" }, { outcome = outcome, order = "限期办结。" } } do
      t:as("supervisor"):refused "invalid" :signal(case, "supervise", short)
    end
  end
  t:as("leader_in_charge"):signal(case, "supervise", { outcome = "remind", reason = "多次推诿。", order = "限期办结。" })
  for _, outcome in ipairs { "improve", "account" } do t:as("secretary"):refused "invalid" :signal(case, "suggest", { outcome = outcome }) end
  t:as("secretary"):signal(case, "suggest", { outcome = "improve", suggestion = "完善首办责任。" })
  t:expect(case):letter "suggestion_letter" :due("XF-D13", "2026-02-04")
  t:as("unit_clerk"):refused "invalid" :signal(case, "suggestion_answer", { outcome = "not_taken" })
  t:as("unit_clerk"):signal(case, "suggestion_answer", { outcome = "not_taken", answer = "已有规定，说明如下。" })
  t:expect(case):due("XF-D13", nil)
end)

---------------------------------------------------------------- told, whichever way it goes

spec "XF-D3 XF 31: a duty or a suggestion is told to be in hand within fifteen days, and answered by a day that is set" (function(t)
  for route, outcome in pairs { duty = "perform", suggestion = "study" } do
    local case = transfer(t, route)
    t:as("unit_clerk"):complete(case, "acceptance", { outcome = outcome })
    t:expect(case):letter "route_notice" :due("XF-D3", nil) :due("own-answer", "2026-03-06") :task "answer"
    t:advance_to "2026-03-06"
    t:expect(case):card "yellow" :notified "unit_head"
  end
end)

spec "XF-D3 XF-D6: only the petition procedure has the sixty days; whatever else is late has its ladder" (function(t)
  local case = transfer(t, "suggestion")
  t:advance_to "2026-01-21"
  t:expect(case):stage "accepting" :task "acceptance" :card "red" :due("XF-D6", nil)
end)

spec "XF-D2 XF-D6: a unit asked directly that decides nothing has the sixty days from its last day" (function(t)
  t:now "2026-01-05 09:00"
  t:county()
  local case = t:start("petition", "to_the_bureau", { office = bureau })
  t:as("unit_clerk"):complete(case, "registration", { outcome = "new" })
  t:as("unit_clerk"):complete(case, "classify", { outcome = "request", route = "petition" })
  t:advance_to "2026-01-21"
  t:expect(case):stage "accepting" :due("XF-D6", "2026-03-21")
end)

spec "XF-D5: whoever assigned a matter gets a report of it, however it ends" (function(t)
  local refused = transfer(t, "petition", assigned)
  t:as("unit_clerk"):complete(refused, "acceptance", with("refuse", because))
  t:expect(refused):letter "not_accepted" :task "closing_report" :due("XF-D5", "2026-02-20")
  give(t, "unit_clerk", refused, "closing_report", { outcome = "reported", report = "已告知信访人。" })
  t:expect(refused):letter "closing_report" :outcome "refused"
  local led = transfer(t, "petition", assigned)
  t:as("unit_clerk"):complete(led, "acceptance", with("lead_in", because))
  t:as("unit_clerk"):complete(led, "closing_report", { outcome = "reported", report = "已导入仲裁程序。" })
  t:expect(led):letter "closing_report" :outcome "guided"
  local answered = transfer(t, "duty", assigned)
  t:as("unit_clerk"):complete(answered, "acceptance", { outcome = "perform" })
  t:as("officer"):complete(answered, "answer", { outcome = "performed", answer = "已查处。" })
  t:as("unit_head"):complete(answered, "answer", { outcome = "agree" })
  t:expect(answered):letter "answer" :task "closing_report"
  t:as("unit_clerk"):complete(answered, "closing_report", { outcome = "reported", report = "已查处并答复。" })
  t:expect(answered):letter "closing_report" :outcome "answered"
end)

spec "XF-D5 XF-E6 XF-E7: an assigned matter that nobody holds up any more is told to who assigned it" (function(t)
  local withdrawn = accept(t, assigned)
  t:as("intake_clerk"):signal(withdrawn, "withdraw", { row = "petitioners/1" })
  t:as("unit_clerk"):complete(withdrawn, "freely_made", { outcome = "confirm" })
  t:expect(withdrawn):outcome "withdrawn" :letter "withdrawal_notice" :notified "dispatcher"
  local ended = accept(t, assigned)
  t:as("officer"):signal(ended, "death", { row = "petitioners/1", outcome = "no_successor" })
  t:expect(ended):outcome "ended" :notified "dispatcher"
end)

---------------------------------------------------------------- carried out, reviewed, ended

spec "XF 32 XF-D8: what is not carried out is not over: the supervisor hears of it, and it stays with the unit" (function(t)
  local case = accept(t)
  decide(t, case, "supported", { execute_by = "2026-01-31" })
  serve(t, case)
  needs(t, "officer", case, "execution", { outcome = "not_done", result = "资金未到位。" })
  t:as("officer"):complete(case, "execution", { outcome = "not_done", result = "资金未到位。" })
  t:expect(case):stage "served" :notified "supervisor" :task "execution" :due("own-execute", "2026-01-31") :due("XF-D8", "2026-02-04")
  t:advance_to "2026-02-05"
  t:expect(case):status "open" :stage "served"
  t:as("petitioner"):signal(case, "rate", { result = "not" })
  t:expect(case):notified "supervisor"
  give(t, "officer", case, "execution", { outcome = "done", result = "已退还。" })
  t:expect(case):status "closed" :outcome "supported"
end)

spec "XF-D13 XF-E9: a suggestion that is not answered keeps the case, the end of the level does not" (function(t)
  local case = accept(t)
  decide(t, case, "explained")
  serve(t, case)
  t:advance_to "2026-01-20"
  t:as("supervisor"):signal(case, "suggest", { outcome = "improve", suggestion = "完善首办责任。" })
  t:advance_to "2026-02-09"
  t:expect(case):stage "served" :status "open" :due("XF-D13", "2026-02-19")
  t:as("unit_head"):signal(case, "suggestion_answer", { outcome = "taken", answer = "已修订。" })
  t:expect(case):outcome "explained"
end)

local function review(t, outcome)                                               -- the review and the first case
  local case = accept(t)
  decide(t, case, "not_supported")
  t:as("petitioner"):refused "not_offered" :signal(case, "ask_review", { requests = { { grounds = "不服。" } } })         -- nothing is served yet
  serve(t, case)
  t:as("unit_clerk"):signal(case, "ask_review", { requests = { { grounds = "不服。" } } })
  t:as("petitioner"):refused "not_offered" :signal(case, "withdraw", { row = "petitioners/1" })        -- withdrawn is the review, there
  local asked = case:linked "review"
  t:as("unit_clerk"):complete(asked, "review_admission", { outcome = "admit" })
  t:as("officer"):complete(asked, "review", { outcome = outcome, facts = "事实。", opinion = "意见。", basis = "第三十五条" })
  t:as("unit_head"):complete(asked, "review", { outcome = "agree" })
  return asked, case
end

spec "XF-D10 XF 35: a review changes, revokes or orders anew, and so the case is counted" (function(t)
  for _, outcome in ipairs { "changed", "revoked", "redo" } do
    local asked, first = review(t, outcome)
    t:as("unit_clerk"):serve(asked, "review_opinion", { outcome = "failed", reason = "无人签收。" })
    t:as("unit_clerk"):complete(asked, "other_way", { outcome = "again" })
    t:expect(asked):stage "review_serving" :letter "review_opinion"
    t:as("unit_clerk"):serve(asked, "review_opinion", { way = "in_person" })
    t:expect(asked):stage "review_served" :due("XF-D10", "2026-02-04")
    if outcome ~= "changed" then t:expect(asked:linked "redo"):stage "investigating" :held_by(bureau) end
    t:advance_to "2026-02-05"
    t:expect(asked):outcome(outcome)
    t:expect(first):outcome "reviewed"
  end
end)

spec "XF-E6 XF-D9: who withdraws the review keeps the opinion as it is" (function(t)
  local case = accept(t)
  decide(t, case, "not_supported")
  serve(t, case)
  t:as("petitioner"):signal(case, "ask_review", { requests = { { grounds = "不服。" } } })
  local asked = case:linked "review"
  t:as("petitioner"):signal(asked, "withdraw", { row = "petitioners/1" })
  t:as("unit_clerk"):complete(asked, "freely_made", { outcome = "confirm" })
  t:expect(asked):outcome "withdrawn"                                           -- XF-D9 and XF-D12 ran: they end with it
  t:expect(case):outcome "not_supported"
end)

spec "XF-E9: posted in time is in time, whenever it came; nobody is heard half a year after the close" (function(t)
  local case = accept(t)
  decide(t, case, "not_supported")
  serve(t, case)                                                                -- until 4 February
  t:advance_to "2026-02-09"
  t:as("intake_clerk"):signal(case, "ask_late_review", { requests = { { grounds = "不服。", postmark = "2026-02-04" } } })
  local asked = case:linked "ask_late_review"
  t:as("unit_clerk"):complete(asked:linked "review", "review_admission", { outcome = "admit" })
  t:expect(asked:linked "review"):stage "reviewing"                             -- no good cause need be named
  t:as("intake_clerk"):signal(case, "ask_late_review", { requests = { { grounds = "不服。", postmark = "2026-02-05" } } })
  local late = case:linked("ask_late_review", 2):linked "review"
  t:as("unit_clerk"):complete(late, "review_admission", { outcome = "admit" })
  t:expect(late):stage "review_admission"
  needs(t, "unit_clerk", late, "review_admission", { outcome = "admit_late", reason = "住院手术。" })
  t:advance_to "2026-08-05"
  t:as("petitioner"):refused "case_closed" :signal(case, "ask_late_review", { requests = { { grounds = "不服。" } } })
end)

spec "XF-I2 XF-D12: where nobody stands above it is said in writing within three working days" (function(t)
  t:now "2026-01-05 09:00"
  t:county { "petitioner" }
  local case = t:start("petition", "one_request", { office = "370100" })
  t:as("intake_clerk"):complete(case, "registration", { outcome = "new" })
  t:as("intake_clerk"):complete(case, "classify", { outcome = "request", route = "petition" })
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = "370100" })
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept" })
  decide(t, case, "not_supported")
  serve(t, case)
  t:as("petitioner"):signal(case, "ask_review", { requests = { { grounds = "不服。" } } })
  t:expect(case):stage "going_up" :due("XF-D12", "2026-01-08")
  give(t, "unit_clerk", case, "no_body_above", { outcome = "told", reason = "本机关上级不在本系统内。", body = "省人民政府" })
  t:expect(case):letter "review_not_admitted" :outcome "not_supported"
end)

spec "SD 45: with new facts or grounds the same opinion may be given again" (function(t)
  local asked = review(t, "redo")
  t:as("unit_clerk"):serve(asked, "review_opinion", { way = "in_person" })
  local again = asked:linked "redo"
  decide(t, again, "not_supported", { new_grounds = "补充调取银行流水。" })
  t:expect(again):stage "serving"
end)

---------------------------------------------------------------- people

spec "XF-E1: six petitioners need representatives as six that are counted do, five do not" (function(t)
  begin(t)
  for people, stage in pairs { [5] = "classifying", [6] = "representing" } do
    local data = t:example("petition", "two_people")
    for i = 3, people do data.petitioners[i] = { person = { name = "村民" .. i, phone = "1390000020" .. i } } end
    local case = t:start("petition", data, { office = office })
    t:as("intake_clerk"):complete(case, "registration", { outcome = "new" })
    t:expect(case):stage(stage)
  end
end)

spec "XF-E1: a representative acts for all: rates, tells of danger, asks for the review" (function(t)
  begin(t)
  local data = t:example("petition", "small_joint_visit")
  data.representatives = { data.representatives[1] }
  local case = t:start("petition", data, { office = office })
  t:as("representative"):signal(case, "danger", {})
  t:as("intake_clerk"):complete(case, "registration", { outcome = "new" })
  t:as("intake_clerk"):complete(case, "classify", { outcome = "request", route = "petition" })
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = bureau })
  t:as("unit_clerk@" .. bureau):complete(case, "transfer", { outcome = "receive" })
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept" })
  decide(t, case, "not_supported")
  serve(t, case)
  t:as("representative"):signal(case, "rate", { result = "not" })
  t:expect(case):notified "supervisor"
  t:as("representative"):signal(case, "ask_review", { requests = { { grounds = "不服。" } } })
  t:expect(case:linked "review"):stage "review_admission"
end)

spec "INV-9 PR-1 PR-6: anybody tells of danger; what is major is told above as well" (function(t)
  for _, who in ipairs { "petitioner", "representative", "intake_clerk", "unit_clerk", "officer", "grid_worker" } do
    local case = begin(t)
    t:as(who):signal(case, "danger", { what = "major" })
    t:expect(case):stage "registered" :task "protection"
    give(t, "supervisor", case, "protection", { outcome = "confirm", reported_to = "government", measures = "已报告。" })
    t:expect(case):stage "registered" :notified "leader_in_charge" :notified "secretary"
  end
end)

spec "XF-E6 XF-E11: what a clerk writes down for a petitioner is as good as his own word" (function(t)
  local case = begin(t, "unsafe_wall")
  t:as("intake_clerk"):signal(case, "disorder", { outcome = "told_police" })
  t:as("intake_clerk"):signal(case, "withdraw", { row = "petitioners/1", words = "口头撤回，已记录。" })
  t:as("intake_clerk"):complete(case, "freely_made", { outcome = "confirm" })
  give(t, "dispatcher", case, "safety", { outcome = "passed_on", unit = bureau })
  t:expect(case):outcome "withdrawn"
end)

---------------------------------------------------------------- mediation

spec "XF-E8 XF-D5: settled by an agreement, which is reported; XF-D6 ran on all the while" (function(t)
  local case = accept(t, assigned)
  t:as("officer"):complete(case, "investigation", { outcome = "mediate" })
  give(t, "officer", case, "mediation_request", { outcome = "consent", committee = "370102004", kind = "property", facts = "双方对维修资金有争议。", requests = "请求退还。",
    parties = { { person = { name = "林秋禾", phone = "13900000001" }, applies = true },
      { person = { name = "柳泉花园物业服务中心", phone = "0531-86000007" }, applies = false } } })
  needs(t, "mediator@370102004", case, "mediation_handover", { outcome = "object", reason = "不宜调解。" })
  t:as("mediator@370102004"):complete(case, "mediation_handover", { outcome = "receive" })
  needs(t, "officer", case, "end_mediation", { outcome = "taken_back", reason = "期限将满。" })
  local talk = case:linked "mediation"
  t:as("clerk"):complete(talk, "acceptance", { outcome = "accept" })
  t:expect(talk):due("own-entrusted", "2026-03-06")                             -- the report is due by the last day of XF-D6
  for _ = 1, 2 do t:as("clerk"):complete(talk, "consent", { outcome = "agree" }) end
  t:as("clerk"):complete(talk, "mediators", { outcome = "chosen", mediators = { { mediator = { name = "谢长河" } } } })
  t:as("mediator"):complete(talk, "disclosure", { outcome = "no_ties" })
  for _ = 1, 2 do t:as("clerk"):complete(talk, "mediator_accepted", { outcome = "accept" }) end
  for _ = 1, 2 do t:as("clerk"):complete(talk, "rights_notice", { outcome = "told", session = "open" }) end
  t:as("mediator"):complete(talk, "appointment", { outcome = "on_the_spot" })
  t:as("mediator"):complete(talk, "session_record", { outcome = "agreed", held_on = "2026-01-05", record = "达成一致。" })
  t:as("mediator"):complete(talk, "agreement", { outcome = "oral", content = "退还八百六十元，当场付清。", performance = "at_once" })
  t:as("clerk"):complete(talk, "confirmation_notice", { outcome = "told", court = "清源县人民法院" })
  t:as("mediator"):complete(talk, "follow_up", { outcome = "fully", visited_on = "2026-01-05" })
  t:as("clerk"):complete(talk, "dossier", { outcome = "checked", application = true, identity = true, rights = true, sessions = true, result = true, back_cover = true })
  t:expect(case):stage "mediating" :due("XF-D6", "2026-03-06")
  t:as("clerk"):complete(talk, "filing", { outcome = "filed", file_number = "2026-M-1" })
  t:expect(talk):outcome "agreed"
  t:as("unit_clerk"):complete(case, "closing_report", { outcome = "reported", report = "双方达成调解协议并当场履行。" })
  t:expect(case):letter "closing_report" :outcome "settled"
end)

spec "INV-5 XF-E8: a committee that cannot mediate gives it back, and the petition is investigated" (function(t)
  local case = accept(t)
  t:as("officer"):complete(case, "investigation", { outcome = "mediate" })
  t:as("officer"):complete(case, "mediation_request", { outcome = "consent", committee = "370102003", kind = "other", facts = "争议。", requests = "请求。",
    parties = { { person = { name = "林秋禾" }, applies = true }, { person = { name = "郑春山" }, applies = true } } })
  t:as("mediator@370102003"):complete(case, "mediation_handover", { outcome = "object", reason = "属行政争议。" })
  t:expect(case):stage "investigating" :task "investigation" :due("XF-D6", "2026-03-06")
end)
