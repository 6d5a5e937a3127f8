-- What volunteer dispatch promises, in the order of the procedure. Each title begins with the markers it proves.

local town = { office = "370102003" }

local function helper(t, name) return t:as("volunteer,adult", name) end         -- what the record of a person says

local function ask(t, example)
  t:now "2026-01-05 09:00"                                                      -- a Monday
  return t:start("volunteer_dispatch", example or "handrail", town)
end

-- What every post says; `more` says the rest.
local function post_of(more)
  local post = { outcome = "publish", title = "为老人安装扶手", risk = "low", dangers = "使用电钻，注意用电安全。", insured = true, meeting_point = "石桥村村委会门口",
    contact = "13900010033", rule = "不能到岗请提前告知", need = 1, fewest = 1, starts = "2026-01-05T14:00:00+08:00", ends = "2026-01-05T16:00:00+08:00" }
  for name, value in pairs(more or {}) do post[name] = value end
  return post
end

local function publish(t, case, more)
  t:as("dispatcher"):complete(case, "verify", { outcome = "accept", consent = true, area = "370102003001001" })
  t:as("organiser"):complete(case, "post", post_of(more))
  t:as("unit_head"):complete(case, "post", { outcome = "agree" })
end

local function invite(t, more, example)
  local case = ask(t, example)
  publish(t, case, more)
  return case
end

-- One volunteer claims, comes, serves two hours; both sides are asked how it was.
local function serve(t, more)
  local case = invite(t, more)
  local li = helper(t, "Li"):claim(case, "helpers")
  t:advance_to "2026-01-05 14:00"
  t:as("organiser"):place(case, "helpers", "checkin", { place = li.place, insured = true })
  t:advance(hours(2))
  helper(t, "Li"):place(case, "helpers", "checkout")
  return case, li
end

---------------------------------------------------------------- the story

spec "VS-D2 VS-D4 INV-5 INV-10: a neighbourhood gets its handrail - posted, claimed in six minutes, done, photographed, reviewed" (function(t)
  t:now "2026-01-05 08:30"
  local case = t:start("volunteer_dispatch", "handrail", town)
  t:as("dispatcher"):complete(case, "verify", { outcome = "accept", consent = true, area = "370102003001001" })
  t:as("organiser"):complete(case, "post", post_of())
  t:expect(case):stage "publishing"                                             -- two people have looked at it before anybody is invited
  t:as("unit_head"):complete(case, "post", { outcome = "agree" })
  t:expect(case):stage "inviting" :notified "grid"
  t:advance(minutes(6))
  local li = helper(t, "Li"):claim(case, "helpers")
  t:expect(case):stage "serving"
  t:advance_to "2026-01-05 14:00"
  t:as("organiser"):place(case, "helpers", "checkin", { place = li.place })
  t:advance(minutes(110))
  local done = helper(t, "Li"):place(case, "helpers", "checkout", { data = { result = "扶手已装好，老人试过，很稳。" } })
  if done.minutes ~= 90 then error("110 minutes are an hour and a half, not " .. tostring(done.minutes)) end
  t:expect(case):stage "reviewing" :task "rating" :task "feedback" :due("VS-D4", "2026-01-12")
  t:as("clerk"):complete(case, "rating", { outcome = "rated", satisfaction = "satisfied", opinion = "谢谢。" })
  helper(t, "Li"):complete(case, "feedback", { outcome = "given", organised = "satisfied" })
  t:as("organiser"):complete(case, "hours", { outcome = "confirmed" })
  t:expect(case):letter "service_record" :status "closed" :outcome "done"
end)

---------------------------------------------------------------- deadlines

spec "VS-D1 INV-3: an urgent request is answered within two hours, another within two working days" (function(t)
  local urgent = ask(t)
  t:expect(urgent):stage "asked" :task "verify" :due("VS-D1", "2026-01-05")
  t:advance(hours(2));  t:expect(urgent):card "yellow"
  t:advance_to "2026-01-06 11:00";  t:expect(urgent):card "red"
  local ordinary = t:start("volunteer_dispatch", "company", town)
  t:expect(ordinary):due("VS-D1", "2026-01-08")
end)

spec "VS-D1 INV-4: a refusal has a reason, says where to go, and goes to who asked" (function(t)
  local case = ask(t)
  t:as("dispatcher"):refused "invalid" :complete(case, "verify", { outcome = "decline", reason = "属于商业装修。" })
  t:as("dispatcher"):complete(case, "verify", { outcome = "decline", reason = "属于商业装修。", where_next = "正规家装企业" })
  t:expect(case):letter "declined" :outcome "declined"
end)

spec "VS-D2: nobody claims in half an hour, so the town is asked, then the county" (function(t)
  local case = invite(t)
  t:expect(case):notified "grid"
  t:advance(minutes(29));  t:expect(case):stage "inviting"
  t:advance(minutes(1));   t:expect(case):notified "town" :stage "inviting"
  t:advance(hours(24));    t:expect(case):notified "county" :stage "inviting"
  t:advance(hours(24));    t:expect(case):stage "unfilled"
end)

spec "VS-D2: an ordinary request leaves its circle a whole day" (function(t)
  local case = invite(t, { starts = "2026-01-10T09:00:00+08:00", ends = "2026-01-10T11:00:00+08:00" }, "company")
  t:advance(minutes(1439));  t:expect(case):stage "inviting"
  helper(t, "Li"):claim(case, "helpers")
  t:expect(case):stage "serving"
end)

spec "VS-D3: a quarter of an hour late is called, half an hour late has lost the place to who waits" (function(t)
  local case = invite(t)
  helper(t, "Li"):claim(case, "helpers")
  helper(t, "Wang"):claim(case, "helpers")                                      -- waits
  t:advance_to "2026-01-05 14:14";  t:expect(case):stage "serving"
  t:advance(minutes(1));            t:expect(case):notified "organiser"
  helper(t, "Wang"):refused "not_held" :place(case, "helpers", "checkin", { code = case:code "helpers" })
  t:advance(minutes(15));           t:expect(case):notified "organiser"
  helper(t, "Li"):refused "not_found" :place(case, "helpers", "leave")   -- the place is Wang's
  helper(t, "Wang"):place(case, "helpers", "checkin", { code = case:code "helpers" })
end)

spec "VS-D3: who is called and comes keeps the place" (function(t)
  local case = invite(t)
  local li = helper(t, "Li"):claim(case, "helpers")
  t:advance_to "2026-01-05 14:20"
  t:as("organiser"):place(case, "helpers", "checkin", { place = li.place })
  t:advance_to "2026-01-05 15:30"
  local done = helper(t, "Li"):place(case, "helpers", "checkout")
  if done.minutes ~= 60 then error("from 14:20 to 15:30 is one hour, rounded down, not " .. tostring(done.minutes)) end
end)

spec "VS-D4: who says nothing within seven days is neutral" (function(t)
  local case = serve(t)
  t:advance_to "2026-01-12";  t:expect(case):stage "reviewing"
  t:advance_to "2026-01-13";  t:expect(case):stage "recording" :due("own-certificate", "2026-01-27")
end)

spec "VS-D4: not solved is no end" (function(t)
  local case = serve(t)
  t:as("clerk"):complete(case, "rating", { outcome = "unsolved", opinion = "扶手松动。" })
  helper(t, "Li"):complete(case, "feedback", { outcome = "given" })
  t:as("organiser"):complete(case, "hours", { outcome = "confirmed" })
  t:expect(case):letter "service_record" :stage "unfilled"
  t:as("dispatcher"):complete(case, "find_help", { outcome = "again" })
  t:expect(case):stage "publishing" :task "post"
end)

spec "VS-D5 INV-6: who cannot come says so, the next has the place, and nothing is held against anybody" (function(t)
  local case = invite(t, { starts = "2026-01-08T14:00:00+08:00", ends = "2026-01-08T16:00:00+08:00" })
  local place = helper(t, "Li"):claim(case, "helpers")
  local line = helper(t, "Wang"):claim(case, "helpers")
  if line.line ~= 1 then error("Wang is the first who waits") end
  t:as("organiser"):refused "not_yours" :place(case, "helpers", "leave", { place = place.place })    -- nobody says it for him
  helper(t, "Li"):place(case, "helpers", "leave")
  t:expect(case):notified "organiser"
  helper(t, "Wang"):refused "held_already" :claim(case, "helpers")              -- moved up by itself
  local again = helper(t, "Li"):claim(case, "helpers")                          -- free to claim at once: he waits in his turn
  if again.status ~= "waiting" then error("Li waits, not " .. tostring(again.status)) end
end)

---------------------------------------------------------------- who may serve

spec "VS-E5 ZY 17: where there is a risk, adults only, and nobody begins uninsured" (function(t)
  local case = invite(t, { risk = "some", need = 2 })
  t:as("volunteer", "Tong"):refused "adults_only" :claim(case, "helpers")
  helper(t, "Li"):claim(case, "helpers")
  local wang = helper(t, "Wang"):claim(case, "helpers")
  t:expect(case):stage "serving" :task "insure_and_brief"
  t:advance_to "2026-01-05 14:00"
  helper(t, "Li"):refused "not_insured" :place(case, "helpers", "checkin", { code = case:code "helpers" })
  helper(t, "Wang"):refused "wrong_code" :place(case, "helpers", "checkin", { code = "0" })
  t:as("organiser"):refused "not_insured" :place(case, "helpers", "checkin", { place = wang.place })
  t:as("organiser"):place(case, "helpers", "insure", { place = wang.place })
  t:as("organiser"):place(case, "helpers", "checkin", { place = wang.place })
end)

spec "VS-R5 ZY 14: a high risk needs an agreement in writing before it is published" (function(t)
  local case = ask(t)
  publish(t, case, { risk = "high" })
  t:expect(case):stage "publishing" :task "post"
  t:as("organiser"):complete(case, "post", post_of { risk = "high", agreement = true })
  t:as("unit_head"):complete(case, "post", { outcome = "agree" })
  t:expect(case):stage "inviting"
end)

spec "ZY 12: a post says its risks, its insurance and its rule" (function(t)
  local case = ask(t)
  t:as("dispatcher"):complete(case, "verify", { outcome = "accept", consent = true })
  for _, left_out in ipairs { "dangers", "insured", "rule", "meeting_point", "contact", "risk" } do
    local post = post_of()
    post[left_out] = nil
    t:as("organiser"):refused "invalid" :complete(case, "post", post)
  end
  t:as("organiser"):complete(case, "post", post_of { need = 1, fewest = 2 })
  t:as("unit_head"):complete(case, "post", { outcome = "refuse", reason = "最少人数多于需要人数。" })
  t:expect(case):stage "publishing" :task "post"                                -- the head sends it back
  t:as("organiser"):complete(case, "post", post_of { need = 1, fewest = 2 })
  t:as("unit_head"):complete(case, "post", { outcome = "agree" })
  t:expect(case):stage "publishing" :task "post"                                -- and the workflow too
end)

spec "ZY 15: a minor helps where nobody can come to harm, and with the consent of the guardian" (function(t)
  local case = invite(t)
  t:as("volunteer", "Tong"):refused "consent_missing" :claim(case, "helpers")
  t:as("volunteer,guardian_consent", "Xiao"):claim(case, "helpers")
  t:expect(case):stage "serving"
end)

spec "ZY 16: where a skill is needed the record shows it" (function(t)
  local case = invite(t, { skills = "electrician" })
  helper(t, "Li"):refused "skills_missing" :claim(case, "helpers")
  t:as("volunteer,adult,electrician", "Fu"):claim(case, "helpers")
  t:expect(case):stage "serving"
end)

---------------------------------------------------------------- large rosters

local plan = {
  { post = "入口引导", place = "东门", starts = "2026-03-03T08:00:00+08:00", ends = "2026-03-03T16:00:00+08:00", need = 2 },
  { post = "入口引导", place = "东门", starts = "2026-03-03T16:00:00+08:00", ends = "2026-03-03T22:00:00+08:00", need = 1 },
  { post = "清洁",     place = "广场", starts = "2026-03-03T15:00:00+08:00", ends = "2026-03-03T18:00:00+08:00", need = 1 },
  { post = "入口引导", place = "东门", starts = "2026-03-04T08:00:00+08:00", ends = "2026-03-04T16:00:00+08:00", need = 1 },
}

local function roster(t)
  t:now "2026-03-02 09:00"
  local case = t:start("volunteer_dispatch", "festival", town)
  publish(t, case, { outcome = "publish_plan", title = "元宵灯会志愿服务", agreement = true, fewest = 1, plan = plan })
  return case
end

spec "VS-R1: a plan of posts and shifts is one invitation, filled post by post" (function(t)
  local case = roster(t)
  helper(t, "Li"):refused "malformed" :claim(case, "helpers")                   -- which of the four?
  helper(t, "Li"):place(case, "helpers", "claim", { post = "1" })
  helper(t, "Wang"):place(case, "helpers", "claim", { post = "1" })
  helper(t, "Zhao"):place(case, "helpers", "claim", { post = "2" })
  helper(t, "Qian"):place(case, "helpers", "claim", { post = "3" })
  t:expect(case):stage "inviting"
  helper(t, "Sun"):place(case, "helpers", "claim", { post = "4" })
  t:expect(case):stage "serving"
end)

spec "VS-R1 VS-R4: a shift of more than eight hours is refused where it is written" (function(t)
  local case = ask(t, "festival")
  t:as("dispatcher"):complete(case, "verify", { outcome = "accept", consent = true })
  t:as("organiser"):refused "invalid" :complete(case, "post", post_of { outcome = "publish_plan", agreement = true,
    plan = { { post = "值守", starts = "2026-03-03T08:00:00+08:00", ends = "2026-03-03T20:00:00+08:00", need = 1 } } })
  t:as("organiser"):refused "invalid" :complete(case, "post", post_of { agreement = true, ends = "2026-01-05T22:01:00+08:00" })
  t:as("organiser"):refused "invalid" :complete(case, "post", post_of { agreement = true, ends = "2026-01-05T14:00:00+08:00" })
  t:as("organiser"):complete(case, "post", post_of { agreement = true, ends = "2026-01-05T22:00:00+08:00" })
end)

spec "VS-R2: who waits first moves up first" (function(t)
  local case = roster(t)
  helper(t, "Zhao"):place(case, "helpers", "claim", { post = "2" })
  helper(t, "Qian"):place(case, "helpers", "claim", { post = "2" })
  helper(t, "Sun"):place(case, "helpers", "claim", { post = "2" })
  helper(t, "Sun"):refused "waiting" :place(case, "helpers", "claim", { post = "2" })
  helper(t, "Zhao"):place(case, "helpers", "leave", { post = "2" })
  helper(t, "Qian"):refused "held_already" :place(case, "helpers", "claim", { post = "2" })
  helper(t, "Sun"):refused "waiting" :place(case, "helpers", "claim", { post = "2" })
end)

spec "VS-R3: places are swapped by the word of both, never by one alone" (function(t)
  local case = roster(t)
  local zhao = helper(t, "Zhao"):place(case, "helpers", "claim", { post = "2" })
  local sun = helper(t, "Sun"):place(case, "helpers", "claim", { post = "4" })
  helper(t, "Sun"):refused "not_offered" :place(case, "helpers", "swap", { place = zhao.place })
  helper(t, "Zhao"):place(case, "helpers", "swap", { place = zhao.place, ["for"] = sun.place })
  helper(t, "Zhao"):refused "held_already" :place(case, "helpers", "claim", { post = "2" })            -- Sun has not agreed yet
  helper(t, "Sun"):place(case, "helpers", "swap", { place = sun.place, ["for"] = zhao.place })
  helper(t, "Zhao"):refused "held_already" :place(case, "helpers", "claim", { post = "4" })
  helper(t, "Sun"):refused "held_already" :place(case, "helpers", "claim", { post = "2" })
end)

spec "VS-R4: eight hours at most, and ten hours of rest between two shifts" (function(t)
  local case = roster(t)
  helper(t, "Li"):place(case, "helpers", "claim", { post = "1" })               -- until four in the afternoon
  helper(t, "Li"):refused "overlaps" :place(case, "helpers", "claim", { post = "3" })
  helper(t, "Li"):refused "no_rest" :place(case, "helpers", "claim", { post = "2" })
  helper(t, "Li"):place(case, "helpers", "claim", { post = "4" })               -- sixteen hours later
end)

spec "VS-R5: checked in by the code of the meeting point or by who leads; leave finds a substitute" (function(t)
  local case = invite(t, { need = 2 })
  local li = helper(t, "Li"):claim(case, "helpers")
  helper(t, "Wang"):claim(case, "helpers")
  helper(t, "Zhao"):claim(case, "helpers")                                      -- waits
  t:advance_to "2026-01-05 13:50"
  helper(t, "Li"):refused "wrong_code" :place(case, "helpers", "checkin", { code = "123" })
  helper(t, "Li"):place(case, "helpers", "checkin", { code = case:code "helpers" })
  helper(t, "Li"):refused "present" :place(case, "helpers", "leave")
  helper(t, "Wang"):place(case, "helpers", "leave")
  t:expect(case):notified "organiser"
  helper(t, "Zhao"):place(case, "helpers", "checkin", { code = case:code "helpers" })                  -- has the place now
  helper(t, "Zhao"):refused "not_yours" :place(case, "helpers", "checkout", { place = li.place })
  t:advance_to "2026-01-05 16:00"
  local left = helper(t, "Li"):place(case, "helpers", "checkout", { note = "电钻留在村委会。" })
  if left.minutes ~= 120 then error("who comes early serves from the planned start, not " .. tostring(left.minutes)) end
end)

spec "VS-R5: hours end an hour behind the planned end, unless the leader says otherwise" (function(t)
  local case = invite(t, { need = 2 })
  local li, wang = helper(t, "Li"):claim(case, "helpers"), helper(t, "Wang"):claim(case, "helpers")
  t:advance_to "2026-01-05 14:00"
  t:as("organiser"):place(case, "helpers", "checkin", { place = li.place })
  t:as("organiser"):place(case, "helpers", "checkin", { place = wang.place })
  t:advance_to "2026-01-05 17:30"                                               -- both were taken to have left at four, half past five has come
  helper(t, "Li"):refused "organisers_only" :place(case, "helpers", "checkout", { minutes = 210 })
  local confirmed = t:as("organiser"):place(case, "helpers", "checkout", { place = li.place, minutes = 215 })
  if confirmed.minutes ~= 210 then error("the leader confirms three hours and a half, not " .. tostring(confirmed.minutes)) end
end)

spec "VS-R6: a claim twice is one place, and a post is never overfilled" (function(t)
  local case = invite(t)
  helper(t, "Li"):claim(case, "helpers")
  helper(t, "Li"):refused "held_already" :claim(case, "helpers")
  for _, name in ipairs { "Wang", "Zhao", "Qian", "Sun", "Zhou" } do
    local place = helper(t, name):claim(case, "helpers")
    if place.status ~= "waiting" then error(name .. " waits") end
  end
  helper(t, "Wu"):refused "no_places" :claim(case, "helpers")
end)

---------------------------------------------------------------- rules

spec "INV-5 ZY 25: nobody is ordered - an organiser can give nobody a place" (function(t)
  local case = invite(t)
  t:as("organiser"):refused "not_asked" :claim(case, "helpers")
  t:as("dispatcher"):refused "not_asked" :claim(case, "helpers")
  t:as("organiser"):refused "not_found" :place(case, "helpers", "confirm", { place = "helpers/1" })
end)

spec "VS-I1 VS-E6 INV-5: pay that was taken is given back before the complaint is settled" (function(t)
  local case = serve(t)
  t:as("clerk"):signal(case, "complaint", { about = "pay", words = "收了两百元。", amount = 20000, complainant = { name = "梁静安", phone = "13900000021" } })
  t:expect(case):stage "reviewing"                                              -- goes on as if nothing had been said
  local complaint = case:linked "complaint"
  t:expect(complaint):stage "looking_into" :task "complaint_result" :due("own-complaint", "2026-02-04")
  t:as("officer"):complete(complaint, "complaint_result", { outcome = "confirmed", result = "属实。" })
  t:expect(complaint):stage "looking_into" :status "open"
  t:as("officer"):complete(complaint, "complaint_result", { outcome = "confirmed", result = "属实，已退还并通报。", given_back = true })
  t:expect(complaint):letter "complaint_answer" :outcome "settled"
end)

spec "VS-I2 ZY 21: whom it is for shows from the claim to the end of the service, to who holds a place" (function(t)
  local case = invite(t)
  if helper(t, "Li"):look(case, "helpers").details then error("nobody is shown it before he claims") end
  local li = helper(t, "Li"):claim(case, "helpers")
  local seen = helper(t, "Li"):look(case, "helpers")
  if not seen.details.recipient or not seen.details.address then error("who holds a place knows where to go") end
  if seen.code then error("the code is said at the meeting point") end
  helper(t, "Wang"):claim(case, "helpers")                                      -- waits
  if helper(t, "Wang"):look(case, "helpers").details then error("who waits is shown nothing") end
  t:advance_to "2026-01-05 14:00"
  t:as("organiser"):place(case, "helpers", "checkin", { place = li.place })
  helper(t, "Li"):place(case, "helpers", "checkout")
  if helper(t, "Li"):look(case, "helpers").details then error("nor after the service") end
end)

spec "VS-I2: without the word of who is served nothing is shown, and it is said so" (function(t)
  local case = ask(t)
  t:as("dispatcher"):refused "invalid" :complete(case, "verify", { outcome = "accept" })               -- the question has to be asked
  t:as("dispatcher"):complete(case, "verify", { outcome = "accept", consent = false })
  t:as("organiser"):complete(case, "post", post_of())
  t:as("unit_head"):complete(case, "post", { outcome = "agree" })
  helper(t, "Li"):claim(case, "helpers")
  local seen = helper(t, "Li"):look(case, "helpers")
  if seen.details.recipient or seen.details.address then error("he did not agree to that") end
end)

spec "VS-I3: support in an emergency names the body in command" (function(t)
  local case = ask(t, "flood")
  publish(t, case)
  t:expect(case):stage "publishing"
  t:as("organiser"):complete(case, "post", post_of { command = "柳泉镇防汛指挥部" })
  t:as("unit_head"):complete(case, "post", { outcome = "agree" })
  t:expect(case):stage "inviting"
end)

---------------------------------------------------------------- when it does not go as asked

spec "VS-E1: who is served does not want it - it ends at once, and time spent counts" (function(t)
  local case = invite(t, { need = 2 })
  local li = helper(t, "Li"):claim(case, "helpers")
  helper(t, "Wang"):claim(case, "helpers")
  t:advance_to "2026-01-05 14:00"
  t:as("organiser"):place(case, "helpers", "checkin", { place = li.place })
  t:advance(minutes(70))
  helper(t, "Li"):signal(case, "refusal", {})                                   -- no reason is asked of anybody
  t:expect(case):stage "breaking_off" :notified "helpers" :task "hours"
  t:as("organiser"):place(case, "helpers", "checkout", { place = li.place })
  t:as("organiser"):complete(case, "hours", { outcome = "confirmed" })
  t:expect(case):letter "service_record" :letter "called_off_notice" :outcome "called_off"
end)

spec "VS-E1: a request is withdrawn before anybody was invited" (function(t)
  local case = ask(t)
  t:as("requester"):signal(case, "withdraw", { words = "子女已安装。" })
  t:expect(case):stage "asked" :task "freely_made"
  t:as("dispatcher"):complete(case, "freely_made", { outcome = "confirm" })
  t:expect(case):letter "called_off_notice" :outcome "called_off"
end)

spec "VS-E2 INV-9: unsafe on arrival - out first, with an empty form, then it is dealt with" (function(t)
  local case = invite(t)
  local li = helper(t, "Li"):claim(case, "helpers")
  t:advance_to "2026-01-05 14:00"
  t:as("organiser"):place(case, "helpers", "checkin", { place = li.place })
  helper(t, "Wang"):refused "forbidden" :signal(case, "unsafe", {})             -- Wang has no place here
  helper(t, "Li"):signal(case, "unsafe", {})
  t:expect(case):stage "securing" :notified "helpers" :task "make_safe" :due("own-danger", "2026-01-05")
  t:as("organiser"):complete(case, "make_safe", { outcome = "safe", reported_to = "community", measures = "犬只已拴好。" })
  t:expect(case):stage "serving"
  helper(t, "Li"):place(case, "helpers", "checkout")
  t:advance_to "2026-01-05 16:00"
  t:expect(case):stage "reviewing"
end)

spec "VS-E2: what cannot be made safe is broken off" (function(t)
  local case = invite(t)
  local li = helper(t, "Li"):claim(case, "helpers")
  t:advance_to "2026-01-05 14:00"
  t:as("organiser"):place(case, "helpers", "checkin", { place = li.place })
  helper(t, "Li"):signal(case, "unsafe", { what = "electricity" })
  t:as("organiser"):complete(case, "make_safe", { outcome = "stop", reported_to = "emergency", measures = "已撤离，已报修。" })
  t:expect(case):stage "breaking_off"
end)

spec "VS-E3: what needs a professional becomes an order of those whose work it is" (function(t)
  local case = ask(t)
  t:as("dispatcher"):complete(case, "verify", { outcome = "needs_professional", reason = "涉及承重墙。" })
  t:expect(case):stage "unfilled" :task "find_help"
  t:as("dispatcher"):complete(case, "find_help", { outcome = "order", reason = "涉及承重墙，须由专业单位处理。", where_next = "县住房和城乡建设局，0531-86000015" })
  t:expect(case):letter "referred" :outcome "referred"
  t:expect(case:linked "petition"):stage "registered" :held_by "370102"
end)

spec "VS-E3: found on the spot, it is referred as well" (function(t)
  local case = invite(t)
  helper(t, "Li"):claim(case, "helpers")
  helper(t, "Li"):signal(case, "unsafe", { what = "building" })
  t:as("organiser"):complete(case, "make_safe", { outcome = "professional", measures = "墙体开裂，已设警戒。" })
  t:expect(case):stage "unfilled"
end)

spec "VS-E4: nobody claims - never silence" (function(t)
  local case = invite(t)
  t:advance(hours(49))
  t:expect(case):stage "unfilled" :task "find_help"
  t:as("dispatcher"):refused "invalid" :complete(case, "find_help", { outcome = "referred" })          -- where to go is said
  t:as("dispatcher"):complete(case, "find_help", { outcome = "again" })
  t:as("organiser"):complete(case, "post", post_of { starts = "2026-01-08T14:00:00+08:00", ends = "2026-01-08T16:00:00+08:00" })
  t:as("unit_head"):complete(case, "post", { outcome = "agree" })
  t:expect(case):stage "inviting" :notified "grid"
  t:advance(hours(49))
  t:as("dispatcher"):complete(case, "find_help", { outcome = "referred", reason = "无人接单。", where_next = "柳泉镇社会工作站，0531-86000027" })
  t:expect(case):letter "referred" :outcome "referred"
end)

spec "VS-E4 VS-D3: all who claimed stay away - never silence either" (function(t)
  local case = invite(t)
  helper(t, "Li"):claim(case, "helpers")
  t:advance_to "2026-01-05 16:00"
  t:expect(case):stage "unfilled"
end)

spec "VS-E5 INV-9: somebody is hurt - help first, then the report, then the insurance" (function(t)
  local case = serve(t)
  helper(t, "Li"):signal(case, "injury", {})                                    -- nothing need be filled in
  t:expect(case):stage "reviewing"
  local injury = case:linked "injury"
  t:expect(injury):stage "caring" :task "first_help" :notified "unit_head" :notified "organiser"
  t:as("organiser"):complete(injury, "first_help", { outcome = "helped", called = "ambulance", measures = "已送县医院。" })
  t:expect(injury):stage "insuring" :card "red" :due("own-insurance", "2026-02-04")
  t:as("organiser"):complete(injury, "insurance_claim", { outcome = "paid", result = "保险公司已赔付医疗费。", sum = 128000 })
  t:as("unit_head"):complete(injury, "insurance_claim", { outcome = "agree" })
  t:expect(injury):outcome "settled"
end)

spec "VS-E5: an injury that shows later is insured all the same" (function(t)
  local case = ask(t)
  t:as("dispatcher"):complete(case, "verify", { outcome = "decline", reason = "重复提出。", where_next = "原服务编号" })
  t:advance(days(30))
  t:as("dispatcher"):signal(case, "injury", { injured = { name = "蓝小满" }, words = "搬运时腰部扭伤。" })
  local injury = case:linked "injury"
  t:as("organiser"):complete(injury, "first_help", { outcome = "helped", measures = "已就医。" })
  t:as("organiser"):complete(injury, "insurance_claim", { outcome = "refused", result = "超过报案期限。", where_next = "县人民法院" })
  t:as("unit_head"):complete(injury, "insurance_claim", { outcome = "agree" })
  t:expect(injury):letter "insurance_notice" :outcome "settled"
end)

spec "VS-E6: a complaint about an organisation goes to the body above, also a year later, and hears where to go" (function(t)
  local case = ask(t)
  t:as("dispatcher"):complete(case, "verify", { outcome = "decline", reason = "重复提出。", where_next = "原服务编号" })
  t:advance(days(300))
  t:as("clerk"):signal(case, "complaint", { about = "forced", words = "单位要求每人每月服务八小时。", complainant = { name = "蓝小满", phone = "13900000028" } })
  local complaint = case:linked "complaint"
  t:as("officer"):refused "invalid" :complete(complaint, "complaint_result", { outcome = "told_where", result = "不属于本县管辖。" })
  t:as("officer"):complete(complaint, "complaint_result", { outcome = "told_where", result = "不属于本县管辖。", where_next = "泉城市民政局" })
  t:expect(complaint):letter "complaint_answer" :outcome "settled"
  t:advance(days(70))
  t:as("clerk"):refused "case_closed" :signal(case, "complaint", { about = "forced", words = "再次反映。" })
end)

spec "VS-E7: who asks to be deleted is deleted, and hears what the law keeps" (function(t)
  local case = serve(t)
  helper(t, "Li"):signal(case, "erasure", { volunteer = { name = "李青" } })
  local erasure = case:linked "erasure"
  t:expect(erasure):stage "erasing" :due("own-erasure", "2026-01-26")
  t:as("organiser"):complete(erasure, "erase_profile", { outcome = "erased", kept = "服务编号、日期、时长，保存三年" })
  t:expect(erasure):stage "erasing"                                             -- a second person looks
  t:as("unit_head"):complete(erasure, "erase_profile", { outcome = "agree" })
  t:expect(erasure):letter "erasure_notice" :outcome "settled"
  t:as("clerk"):refused "not_offered" :signal(erasure, "erasure", { volunteer = { name = "李青" } })   -- said of the service, not of this
end)

---------------------------------------------------------------- hours and certificates

spec "ZY 19: a certificate is free, true and given within ten working days, also years later" (function(t)
  local case = serve(t)
  t:advance_to "2026-01-13"
  t:as("organiser"):complete(case, "hours", { outcome = "confirmed" })
  t:expect(case):status "closed"
  t:advance_to "2027-06-01"
  helper(t, "Li"):signal(case, "certificate", { volunteer = { name = "李青" }, purpose = "升学" })
  local certificate = case:linked "certificate"
  t:expect(certificate):stage "certifying" :due("own-certificate", "2027-06-15")
  t:as("organiser"):refused "invalid" :complete(certificate, "certify", { outcome = "issue" })
  t:as("organiser"):complete(certificate, "certify", { outcome = "issue", served_on = "2026-01-05", minutes = 110, document = "身份证3701**********002X" })
  t:expect(certificate):letter "certificate" :outcome "settled"
end)

spec "ZY 38: what is not on record is not certified" (function(t)
  local case = serve(t)
  t:as("volunteer", "Wang"):signal(case, "certificate", { volunteer = { name = "王某" } })
  local certificate = case:linked "certificate"
  t:as("organiser"):complete(certificate, "certify", { outcome = "refuse", reason = "本次服务无此人记录。" })
  t:expect(certificate):letter "certificate_refusal" :outcome "settled"
end)

spec "VS-R6 VS-R4: overlapping places of two cases are refused, and so are two shifts without rest" (function(t)
  local one, two = ask(t), t:start("volunteer_dispatch", "company", town)
  publish(t, one, { starts = "2026-01-08T08:00:00+08:00", ends = "2026-01-08T12:00:00+08:00" })
  publish(t, two, { starts = "2026-01-08T11:00:00+08:00", ends = "2026-01-08T13:00:00+08:00" })
  helper(t, "Li"):claim(one, "helpers")
  helper(t, "Li"):refused "overlaps" :claim(two, "helpers")
  helper(t, "Wang"):claim(one, "helpers")                                       -- waits: that binds as well
  helper(t, "Wang"):refused "overlaps" :claim(two, "helpers")
  helper(t, "Wang"):place(one, "helpers", "leave")
  helper(t, "Wang"):claim(two, "helpers")                                       -- free again
  helper(t, "Wang"):refused "overlaps" :claim(one, "helpers")
  local three = t:start("volunteer_dispatch", "company", town)
  publish(t, three, { starts = "2026-01-08T13:00:00+08:00", ends = "2026-01-08T20:00:00+08:00" })
  helper(t, "Wang"):refused "no_rest" :claim(three, "helpers")                  -- two hours and seven, without rest between them
  local four = t:start("volunteer_dispatch", "company", town)
  publish(t, four, { starts = "2026-01-08T23:00:00+08:00", ends = "2026-01-09T06:00:00+08:00" })
  helper(t, "Wang"):claim(four, "helpers")
end)
