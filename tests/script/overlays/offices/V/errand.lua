-- The village, under the town: it takes a stage over and bends the way of the town once more.

customize "errand" {
  before  = { taken = function(case) case:task("by_v", { to = "clerk" }) end },
  after   = { taken = function(case) case:task("by_v", { to = "clerk" }) end },
  replace = { doing = function(case)
    local answer = case:task("by_v", { to = "clerk" })
    if answer.outcome == "pause" then return "pausing" end
    return "ending"
  end },
  route   = { doing = { visit = "greet" } },
}
form "by_v" { zh = "村", en = "Village", outcome "ok" { zh = "好", en = "OK" }, outcome "pause" { zh = "等", en = "Pause" } }
stage "greet" { zh = "问候", en = "Greet", next = { "visit" }, function(case)
  case:task("by_v", { to = "clerk" })
  return "visit"
end }
signal "call" { zh = "电话", en = "Call", from = "clerk", form = "drop" }
on "call" (function(case) return "ending" end)

local function through(t, case, forms)
  for _, form in ipairs(forms) do
    t:expect(case):task(form)
    t:as("clerk"):complete(case, form, { outcome = "ok" })
  end
end
example "plain" { data = { what = "取件", hamlet = 7 } }

spec "three levels, each upon the one above" (function(t)
  t:now "2026-03-02 09:00"
  local case = t:start("errand", "plain")
  through(t, case, { "by_c", "by_t", "by_v" })
  t:expect(case):due("E-D1", "2026-03-12")
  through(t, case, { "work", "by_v", "by_t", "by_c" })
  t:expect(case):stage "doing"
  through(t, case, { "by_v" })
  t:expect(case):stage "greet"
  through(t, case, { "by_v" })
  t:expect(case):stage "visit"
  through(t, case, { "by_t" })
  t:expect(case):stage "ending"
end)

spec "the setting of the town holds in the village" (function(t)
  t:now "2026-03-02 09:00"
  local case = t:start("errand", "plain")
  through(t, case, { "by_c", "by_t", "by_v", "work", "by_v", "by_t", "by_c" })
  t:as("clerk"):complete(case, "by_v", { outcome = "pause" })
  t:expect(case):stage "pausing"
  t:advance_to "2026-03-07"
  t:expect(case):stage "pausing"
  t:advance_to "2026-03-08"
  t:expect(case):stage "ending"
end)

spec "an office that changes nothing has what stands above it" (function(t)
  local case = t:start("errand", "plain", { office = "G" })
  through(t, case, { "by_c", "by_t", "by_v", "work" })
end)

spec "an office's own signal cannot carry a case past a duty" (function(t)
  local case = t:start("errand", "plain")
  through(t, case, { "by_c", "by_t", "by_v" })
  t:as("clerk"):signal(case, "call", {})
  t:expect(case):stage "taken" :status "parked" :incident "duty_unmet"
end)
