-- The city at the top: all below it have its shorter pause and its look before a case ends.

customize "errand" {
  settings = { pause = days(4) },
  before = { ending = function(case) case:task("by_p", { to = "clerk" }) end },
}
form "by_p" { zh = "市", en = "City", outcome "ok" { zh = "好", en = "OK" } }

spec "without an office a case is that of the office at the top" (function(t)
  t:now "2026-03-02 09:00"
  local case = t:start("errand", "plain")
  t:as("clerk"):complete(case, "work", { outcome = "ok" })
  t:as("clerk"):complete(case, "work", { outcome = "again" })
  t:advance_to "2026-03-06"
  t:expect(case):stage "pausing"
  t:advance_to "2026-03-07"
  t:expect(case):stage "ending" :task "by_p"
end)
