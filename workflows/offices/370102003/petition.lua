-- What the town of Liuquan changes of petitions: it registers and transfers within ten days, asks for the hamlet, lets up to
-- ten people name three representatives, and looks at the place before it investigates. docs/customising.md explains it.

customize "petition" {
  clocks   = { ["XF-D1"] = { within = days(10) } },                             -- the law: fifteen; longer is refused
  settings = { few_representatives = 3 },                                       -- a local rule of Zhejiang (ZJX 15)
  forms    = { application = { number "hamlet" { zh = "片区", en = "Hamlet", min = 1, max = 9 } } },
  route    = { accepting = { investigating = "door_visit" } },                  -- on the way from accepting to investigating
}

clock "own-visit" { zh = "上门走访", en = "Visit at the door", owner = "office", basis = "assumed", within = workdays(2), ladder = "supervision" }

form "visit" { zh = "上门走访", en = "Visit at the door",
  outcome "visited"  { zh = "已走访", en = "Visited", needs = { "visited_on" } },
  outcome "not_home" { zh = "未遇", en = "Nobody at home" },
  date "visited_on" { zh = "走访日期", en = "Visited on" },
  text "seen"       { zh = "走访情况", en = "What was seen", max = 2000 },
}

stage "door_visit" { zh = "上门走访", en = "Visit at the door", next = { "investigating" },
  next_step = { zh = "网格员上门了解情况。", en = "A grid worker comes to see you." }, function(case)
  local visit = case:task("visit", { to = "grid_worker", due = "own-visit" })
  if visit.outcome == "visited" then case:set { visited_on = visit.visited_on } end
  return "investigating"
end }

local function start(t, example, at)
  t:now "2026-01-05 09:00"
  t:county()
  return t:start("petition", example, { office = at })
end

spec "XF-D1: the town transfers within ten days, the county within fifteen" (function(t)
  t:expect(start(t, "one_request", "370102003")):due("XF-D1", "2026-01-15")
  t:expect(t:start("petition", "one_request", { office = "370102010" })):due("XF-D1", "2026-01-20")
end)

spec "XF-E1: of eight people the town hears three, the county five" (function(t)
  local here = start(t, "small_joint_visit", "370102003")
  t:as("intake_clerk"):complete(here, "registration", { outcome = "new" })
  t:expect(here):stage "representing" :task "name_representatives"
  local there = t:start("petition", "small_joint_visit", { office = "370102010" })
  t:as("intake_clerk"):complete(there, "registration", { outcome = "new" })
  t:expect(there):stage "classifying"
end)

spec "XF-D6: the visit at the door takes no time from the sixty days" (function(t)
  local case = start(t, "one_request", "370102003")
  t:as("intake_clerk"):complete(case, "registration", { outcome = "new" })
  t:as("intake_clerk"):complete(case, "classify", { outcome = "request", route = "petition" })
  t:as("dispatcher"):complete(case, "choose_unit", { outcome = "transfer", unit = "370102003" })
  t:as("unit_clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:expect(case):stage "door_visit" :task "visit" :due("XF-D6", "2026-03-06") :due("own-visit", "2026-01-07")
  t:as("grid_worker"):complete(case, "visit", { outcome = "visited", visited_on = "2026-01-05" })
  t:expect(case):stage "investigating"
end)
