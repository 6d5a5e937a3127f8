-- What volunteer dispatch promises where it does not go as asked: who may say what, how long, and what a paper must hold. The way
-- from a request to the certificate is in spec.lua.

local town = { office = "370102003" }

local function helper(t, name) return t:as("volunteer,adult", name) end

local function ask(t, example)
  t:now "2026-01-05 09:00"                                                      -- a Monday
  return t:start("volunteer_dispatch", example or "handrail", town)
end

local function post_of(more)
  local post = { outcome = "publish", title = "为老人安装扶手", risk = "low", dangers = "使用电钻，注意用电安全。", insured = true, meeting_point = "石桥村村委会门口",
    contact = "13900010033", rule = "不能到岗请提前告知", need = 1, fewest = 1, starts = "2026-01-05T14:00:00+08:00", ends = "2026-01-05T16:00:00+08:00" }
  for name, value in pairs(more or {}) do post[name] = value end
  return post
end

local function invite(t, more)
  local case = ask(t)
  t:as("dispatcher"):complete(case, "verify", { outcome = "accept", consent = true })
  t:as("organiser"):complete(case, "post", post_of(more))
  t:as("unit_head"):complete(case, "post", { outcome = "agree" })
  return case
end

local function begin(t, more)                                                   -- one is there
  local case = invite(t, more)
  local li = helper(t, "Li"):claim(case, "helpers")
  t:advance_to "2026-01-05 14:00"
  t:as("organiser"):place(case, "helpers", "checkin", { place = li.place, insured = true })
  return case
end

local function close(t)                                                         -- declined on the first day
  local case = ask(t)
  t:as("dispatcher"):complete(case, "verify", { outcome = "decline", reason = "重复提出。", where_next = "原服务编号" })
  return case
end

spec "ZY 12 VS-I2: who is asked reads the risks and the rules before he claims, and nothing of who is served" (function(t)
  local case = invite(t, { ages = "18至65岁", training = "用电安全十分钟", supplies = "手套、护目镜" })
  local seen = helper(t, "Li"):look(case, "helpers")
  for name, said in pairs { title = "为老人安装扶手", dangers = "使用电钻，注意用电安全。", rule = "不能到岗请提前告知", meeting_point = "石桥村村委会门口",
    ages = "18至65岁", training = "用电安全十分钟", supplies = "手套、护目镜", insured = true } do
    if seen.tell[name] ~= said then error(name .. " is not told before the claim") end
  end
  if seen.details or seen.tell.recipient or seen.tell.address then error("nobody is shown who is served before he claims") end
end)

spec "INV-9 PR-1 PR-2 PR-3 PR-4 PR-5 PR-8: whoever sees danger says so, in any stage, with an empty form" (function(t)
  for _, who in ipairs { "requester", "recipient", "organiser", "dispatcher", "clerk", "grid_worker" } do
    local case = ask(t)
    t:as(who):signal(case, "danger", {})
    t:expect(case):stage "asked" :task "protection"
    t:as("unit_head"):refused "invalid" :complete(case, "protection", { outcome = "confirm", reported_to = "police" })
    t:as("unit_head"):refused "invalid" :complete(case, "protection", { outcome = "confirm", measures = "已报告。" })
    t:as("unit_head"):complete(case, "protection", { outcome = "confirm", reported_to = "police", measures = "已报告派出所和民政所。" })
    t:expect(case):stage "asked" :status "open"                                 -- and the request goes on
  end
  local case = begin(t)
  helper(t, "Li"):signal(case, "danger", { what = "minor", words = "家中儿童身上有伤。" })
  t:expect(case):stage "serving" :task "protection"
  t:as("leader_in_charge"):complete(case, "protection", { outcome = "confirm", reported_to = "police", measures = "已报告。" })
end)

spec "VS-E6 ZY 26: the answer to a complaint goes to who complained, not to who had asked for help" (function(t)
  for _, who in ipairs { "requester", "recipient", "volunteer" } do
    local case = close(t)
    t:as(who):signal(case, "complaint", { about = "forced", words = "被要求报名。", complainant = { name = "蓝小满", phone = "13900000028" } })
    local complaint = case:linked "complaint"
    for _, short in ipairs { { outcome = "confirmed" }, { outcome = "unfounded" }, { outcome = "told_where", where_next = "泉城市民政局" } } do
      t:as("officer"):refused "invalid" :complete(complaint, "complaint_result", short)
    end
    t:as("officer"):complete(complaint, "complaint_result", { outcome = "unfounded", result = "经查不属实。" })
    t:expect(complaint):letter "complaint_answer" :outcome "settled"
  end
  local case = close(t)
  t:as("clerk"):signal(case, "complaint", { about = "profit", words = "匿名反映。" })
  t:as("officer"):complete(case:linked "complaint", "complaint_result", { outcome = "unfounded", result = "经查不属实。" })
  t:expect(case:linked "complaint"):outcome "settled"                           -- nobody is told who did not say who he is
end)

spec "VS-D1 SUP-D1: what nobody answers is told to the head, then supervised, and that is answered" (function(t)
  t:now "2026-01-05 09:00"
  t:county { "organiser" }
  local case = t:start("volunteer_dispatch", "company", town)
  t:advance_to "2026-01-07";  t:expect(case):card "yellow" :notified "unit_head" :notified "dispatcher"
  t:advance_to "2026-01-08";  t:expect(case):card "red" :notified "supervisor" :due("SUP-D1", "2026-01-13")
end)

spec "VS-D2: an urgent post is published within an hour, another within a working day; the circle of an ordinary one has 24 hours" (function(t)
  local case = ask(t)
  t:as("dispatcher"):complete(case, "verify", { outcome = "accept", consent = true })
  t:advance(hours(1));  t:expect(case):card "yellow"
  local other = ask(t, "company")
  t:as("dispatcher"):complete(other, "verify", { outcome = "accept", consent = true, area = "370102003001001" })
  t:expect(other):due("own-post", "2026-01-06")
  t:as("organiser"):complete(other, "post", post_of { starts = "2026-01-12T09:00:00+08:00", ends = "2026-01-12T11:00:00+08:00" })
  t:as("unit_head"):complete(other, "post", { outcome = "agree" })
  t:advance(minutes(24 * 60 - 1));  t:expect(other):stage "inviting"
  t:advance(minutes(1));            t:expect(other):notified "town"
end)

spec "VS-D2: where no grid is named the town is asked at once: nobody waits half an hour for a circle of nobody" (function(t)
  local case = ask(t)
  t:as("dispatcher"):complete(case, "verify", { outcome = "accept", consent = true })
  t:as("organiser"):complete(case, "post", post_of())
  t:as("unit_head"):complete(case, "post", { outcome = "agree" })
  t:expect(case):stage "inviting" :notified "town"
  t:advance(minutes(30));  t:expect(case):notified "county"
end)

spec "VS-E3 VS-E4: what cannot be organised is helped with otherwise, within two working days" (function(t)
  local case = ask(t)
  t:as("dispatcher"):complete(case, "verify", { outcome = "accept", consent = true })
  t:as("organiser"):refused "invalid" :complete(case, "post", { outcome = "cannot" })
  t:as("organiser"):complete(case, "post", { outcome = "cannot", why = "没有会修扶手的志愿者。" })
  t:as("unit_head"):complete(case, "post", { outcome = "agree" })
  t:expect(case):stage "unfilled" :due("own-help", "2026-01-07")
  t:as("dispatcher"):refused "invalid" :complete(case, "find_help", { outcome = "order", reason = "须专业单位。" })
  t:as("dispatcher"):refused "invalid" :complete(case, "find_help", { outcome = "referred", where_next = "社工站" })
  t:advance_to "2026-01-07";  t:expect(case):card "yellow"
end)

spec "VS-E1: whoever is asked or serves may say no, and a dispatcher withdraws for who asked" (function(t)
  for _, who in ipairs { "recipient", "requester", "organiser", "dispatcher" } do
    local case = invite(t)
    t:as(who):signal(case, "refusal", {})
    t:expect(case):stage "breaking_off" :task "hours"
    t:as(who):refused "not_offered" :signal(case, "refusal", {})
  end
  local case = ask(t)
  t:as("dispatcher"):signal(case, "withdraw", { words = "来电取消。" })
  t:as("dispatcher"):complete(case, "freely_made", { outcome = "dispute" })
  t:expect(case):stage "asked" :task "verify"
end)

spec "VS-E2: the organiser calls them out as well; before anybody is there nothing is unsafe" (function(t)
  local case = invite(t)
  t:as("organiser"):refused "not_offered" :signal(case, "unsafe", {})
  case = begin(t)
  t:as("organiser"):signal(case, "unsafe", { what = "weather" })
  t:expect(case):stage "securing" :notified "helpers" :due("own-danger", "2026-01-05")
  for _, outcome in ipairs { "safe", "stop", "professional" } do t:as("organiser"):refused "invalid" :complete(case, "make_safe", { outcome = outcome }) end
  t:advance(hours(2));  t:expect(case):card "yellow"
end)

spec "VS-E5: an injury is told for ninety days, by whoever was there, and what begins with it begins no other" (function(t)
  local case = close(t)
  for i, who in ipairs { "recipient", "requester", "organiser" } do
    t:as(who):signal(case, "injury", { words = "摔伤。" })
    t:expect(case:linked("injury", i)):stage "caring" :notified "leader_in_charge"
  end
  local injury = case:linked "injury"
  t:as("organiser"):refused "not_offered" :signal(injury, "injury", {})
  t:as("organiser"):refused "invalid" :complete(injury, "first_help", { outcome = "helped" })
  t:as("organiser"):complete(injury, "first_help", { outcome = "helped", measures = "已送医。" })
  t:expect(injury):card "red" :due("SUP-D1", "2026-01-08")
  for _, short in ipairs { { outcome = "paid" }, { outcome = "none" }, { outcome = "refused", result = "超期。" }, { outcome = "refused", where_next = "法院" } } do
    t:as("organiser"):refused "invalid" :complete(injury, "insurance_claim", short)
  end
  t:advance_to "2026-04-05";  t:as("requester"):signal(case, "injury", {})
  t:advance_to "2026-04-07";  t:as("requester"):refused "case_closed" :signal(case, "injury", {})
end)

spec "VS-E7 ZY 19: a clerk asks for who cannot; after five years the record of the service is no longer asked for" (function(t)
  local case = close(t)
  t:as("clerk"):signal(case, "certificate", { volunteer = { name = "李青" } })
  t:expect(case:linked "certificate"):stage "certifying"
  t:as("organiser"):refused "invalid" :complete(case:linked "certificate", "certify", { outcome = "refuse" })
  t:as("organiser"):refused "invalid" :complete(case:linked "certificate", "certify", { outcome = "issue", served_on = "2026-01-06", minutes = 60 })      -- to come
  t:as("volunteer"):signal(case, "erasure", { volunteer = { name = "李青" } })
  t:as("organiser"):refused "invalid" :complete(case:linked "erasure", "erase_profile", { outcome = "erased" })
  t:advance_to "2026-01-26";  t:expect(case:linked "erasure"):card "yellow"
  t:advance_to "2031-01-05"
  t:as("clerk"):refused "case_closed" :signal(case, "certificate", { volunteer = { name = "李青" } })
end)
