-- What volunteer dispatch promises, in the order of the procedure. Each title begins with the markers it proves.

local one_post = { outcome = "publish", title = "为老人安装扶手", need = 1, fewest = 1, risk = "low", meeting_point = "石桥村委会门口",
  starts = "2026-01-10T09:00:00+08:00", ends = "2026-01-10T11:00:00+08:00" }

local function ask(t)
  t:now "2026-01-05 09:00"                                                      -- a Monday
  return t:start("volunteer_dispatch", "handrail", { office = "370102003" })
end

local function invite(t)
  local case = ask(t)
  t:as("dispatcher"):complete(case, "verify", { outcome = "accept", consent = true })
  t:as("organiser"):complete(case, "post", one_post)
  t:as("unit_head"):complete(case, "post", { outcome = "agree" })
  return case
end

spec "VS-D1: an ordinary request is answered within two working days" (function(t)
  local case = ask(t)
  t:expect(case):stage "asked" :task "verify" :due("VS-D1", "2026-01-07")
end)

spec "VS-D2: a claim six minutes after posting" (function(t)
  local case = invite(t)
  t:expect(case):stage "inviting"
  t:advance(minutes(6))
  t:as("volunteer", "Li"):claim(case, "helpers")
  t:expect(case):stage "serving"
end)

spec "VS-D4: a neighbourhood gets its handrail" (function(t)
  local case = invite(t)
  t:advance(minutes(6))
  local li = t:as("volunteer", "Li"):claim(case, "helpers")
  t:advance_to "2026-01-10 09:00"
  t:as("organiser"):place(case, "helpers", "checkin", { place = li.place })
  t:advance(minutes(110))
  t:as("volunteer", "Li"):place(case, "helpers", "checkout", { data = { words = "已装好，老人试过，很稳。" } })
  t:expect(case):stage "reviewing" :task "rating" :task "feedback" :due("VS-D4", "2026-01-19")   -- seven days end on a Saturday
  t:as("clerk"):complete(case, "rating", { outcome = "rated", stars = 5, words = "谢谢。" })
  t:as("volunteer", "Li"):complete(case, "feedback", { outcome = "given" })
  t:expect(case):stage "recording" :task "hours"
  t:as("organiser"):complete(case, "hours", { outcome = "confirmed" })
  t:expect(case):letter "certificate" :outcome "done"
end)

spec "VS-D4: who says nothing is neutral" (function(t)
  local case = invite(t)
  local li = t:as("volunteer", "Li"):claim(case, "helpers")
  t:advance_to "2026-01-10 09:00"
  t:as("organiser"):place(case, "helpers", "checkin", { place = li.place })
  t:as("organiser"):place(case, "helpers", "checkout", { place = li.place, minutes = 90 })
  t:advance_to "2026-01-20"
  t:expect(case):stage "recording"
end)

spec "VS-E4: nobody claims, and that is said" (function(t)
  local case = invite(t)
  t:advance_to "2026-01-09"
  t:expect(case):stage "unfilled" :task "find_help"
  t:as("dispatcher"):complete(case, "find_help", { outcome = "referred", reason = "无人接单", where_next = "县住建局物业服务中心，0531-86000009" })
  t:expect(case):letter "referred" :outcome "referred"
end)
