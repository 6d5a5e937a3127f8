-- The county: a shorter answer, and a look of its own before and after every case is taken.

customize "errand" {
  clocks = { ["E-D1"] = { within = days(12) } },
  before = { taken = function(case) case:task("by_c", { to = "clerk" }) end },
  after  = { taken = function(case) case:task("by_c", { to = "clerk" }) end },
}
form "by_c" { zh = "县", en = "County", outcome "ok" { zh = "好", en = "OK" } }

spec "the county looks before and after" (function(t)
  t:now "2026-03-02 09:00"
  local case = t:start("errand", "plain")
  t:expect(case):task "by_c" :due("E-D1", nil)
  t:as("clerk"):refused "no_task" :complete(case, "work", { outcome = "ok" })
  t:as("clerk"):complete(case, "by_c", { outcome = "ok" })
  t:expect(case):task "work" :due("E-D1", "2026-03-14")
  t:as("clerk"):refused "no_task" :complete(case, "by_c", { outcome = "ok" })
  t:as("clerk"):complete(case, "work", { outcome = "ok" })
  t:expect(case):stage "taken" :task "by_c"
  t:as("clerk"):complete(case, "by_c", { outcome = "ok" })
  t:expect(case):stage "doing"
end)

spec "a signal of the workflow ends a stage while the county looks" (function(t)
  local case = t:start("errand", "plain")
  t:as("clerk"):signal(case, "drop", {})
  t:expect(case):outcome "dropped"
end)
