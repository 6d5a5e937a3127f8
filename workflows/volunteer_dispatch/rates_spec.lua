-- What the rates of volunteer service come to, on requests whose story is told here (INV-8).

local function invite(t, people, fewest)
  local case = t:start("volunteer_dispatch", "company", { office = "370102003" })
  t:as("dispatcher"):complete(case, "verify", { outcome = "accept", consent = true })
  t:as("organiser"):complete(case, "post", { outcome = "publish", title = "为老人安装扶手", need = people, fewest = fewest or people, risk = "low", dangers = "无", insured = true, contact = "13900010033",
    rule = "不能到岗请提前告知", meeting_point = "石桥村委会门口", starts = "2026-01-10T09:00:00+08:00", ends = "2026-01-10T11:00:00+08:00" })
  t:as("unit_head"):complete(case, "post", { outcome = "agree" })
  return case
end

spec "INV-8 VS-D1: requests answered in time" (function(t)
  t:now "2026-01-05 09:00"
  invite(t, 1)
  t:start("volunteer_dispatch", "company", { office = "370102003" })
  t:expect_rate("volunteer_dispatch", "received", { count = 2 })
  t:expect_rate("volunteer_dispatch", "answered_in_time", { count = 1, of = 1 })
  t:advance_to "2026-01-09"
  t:expect_rate("volunteer_dispatch", "answered_in_time", { count = 1, of = 2, figure = "50.0" })
end)

spec "INV-8 VS-D2: places claimed, filled and attended; how soon; how long" (function(t)
  t:now "2026-01-05 09:00"
  local case = invite(t, 2)
  t:advance(minutes(6))
  local li = t:as("volunteer,adult", "Li"):claim(case, "helpers")
  t:expect_rate("volunteer_dispatch", "response_median", { count = 1, figure = "6" })
  t:advance(minutes(14))
  local wang = t:as("volunteer,adult", "Wang"):claim(case, "helpers")
  t:expect_rate("volunteer_dispatch", "response_median", { count = 2, figure = "13" })
  t:expect_rate("volunteer_dispatch", "response_p90", { count = 2, figure = "20" })
  t:expect_rate("volunteer_dispatch", "fill", { count = 2, of = 2, figure = "100.0" })
  t:advance_to "2026-01-10 09:00"
  t:as("organiser"):place(case, "helpers", "checkin", { place = li.place })
  t:as("organiser"):place(case, "helpers", "checkin", { place = wang.place })
  t:advance(minutes(90))
  t:as("organiser"):place(case, "helpers", "checkout", { place = li.place, minutes = 90 })
  t:as("organiser"):place(case, "helpers", "checkout", { place = wang.place, minutes = 90 })
  t:expect_rate("volunteer_dispatch", "attendance", { count = 2, of = 2 })
  t:expect_rate("volunteer_dispatch", "minutes", { count = 180 })
  t:expect_rate("volunteer_dispatch", "completion", { count = 0, of = 1 })      -- it is not closed yet
  t:as("clerk"):complete(case, "rating", { outcome = "rated", satisfaction = "basically" })
  t:expect_rate("volunteer_dispatch", "satisfied", { count = 1, of = 1 })
  t:expect_rate("volunteer_dispatch", "reviewed", { count = 1, of = 1 })
end)

spec "INV-8 VS-E4: nobody claims" (function(t)
  t:now "2026-01-05 09:00"
  invite(t, 3)
  t:advance_to "2026-01-09"
  t:expect_rate("volunteer_dispatch", "fill", { count = 0, of = 3, figure = "0.0" })
  t:expect_rate("volunteer_dispatch", "unclaimed", { count = 1, of = 1, figure = "100.0" })
end)
