-- The town: shorter still, a field of its own, and a visit on the way from doing to ending.

customize "errand" {
  clocks = { ["E-D1"] = { within = days(10) } },
  settings = { pause = days(5) },
  forms  = { request = { number "hamlet" { zh = "片区", en = "Hamlet", min = 1, required = true } } },
  texts  = { ["stage doing"] = { zh = "镇里办理" } },
  before = { taken = function(case) case:task("by_t", { to = "clerk" }) end },
  after  = { taken = function(case) case:task("by_t", { to = "clerk" }) end },
  route  = { doing = { ending = "visit" } },
}
form "by_t" { zh = "镇", en = "Town", outcome "ok" { zh = "好", en = "OK" } }
clock "own-visit" { zh = "上门", en = "Visit", owner = "office", basis = "assumed", within = workdays(2) }
stage "visit" { zh = "上门", en = "Visit", next = { "ending" }, function(case)
  case:task("by_t", { to = "clerk", due = "own-visit" })
  return "ending"
end }
example "plain" { data = { what = "取件", hamlet = 2 } }

local function through(t, case, forms)
  for _, form in ipairs(forms) do
    t:expect(case):task(form)
    t:as("clerk"):complete(case, form, { outcome = "ok" })
  end
end

spec "before from the top down, after from the bottom up, and through the visit" (function(t)
  t:now "2026-03-02 09:00"
  local case = t:start("errand", "plain")
  through(t, case, { "by_c", "by_t" })
  t:expect(case):due("E-D1", "2026-03-12")
  through(t, case, { "work", "by_t", "by_c" })
  t:expect(case):stage "doing"
  through(t, case, { "work" })
  t:expect(case):stage "visit"
  through(t, case, { "by_t", "by_p", "work" })
  t:expect(case):outcome "done"
end)

spec "the town's field is required here" (function(t)
  local is_done, why = pcall(function() t:start("errand", "named") end)
  if is_done or why.code ~= "invalid" then error("a case was taken without its hamlet") end
end)
