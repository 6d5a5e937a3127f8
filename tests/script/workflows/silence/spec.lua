local function to_many(t)
  t:now "2026-01-05 09:00"
  local case = t:start "silence"
  t:expect(case):stage "one" :task "word"
  t:advance_to "2026-01-07"
  t:expect(case):stage "many"
  return case
end
local function to_reading(t)
  local case = to_many(t)
  t:as("clerk"):complete(case, "word", { outcome = "yes" })
  t:as("clerk"):complete(case, "word", { outcome = "yes" })
  t:expect(case):stage "many"
  t:advance_to "2026-01-09"
  t:expect(case):stage "stopping"
  t:as("clerk"):complete(case, "word", { outcome = "yes" })
  t:as("clerk"):complete(case, "word", { outcome = "no" })
  t:expect(case):stage "reading" :status "open"
  return case
end

spec "E7: due ends nothing, expires ends the waiting" (function(t)
  local case = to_reading(t)
  t:as("clerk"):complete(case, "word", { outcome = "yes", why = "a" })
  t:expect(case):outcome "done"
end)

spec "E7: any field of an expired answer raises" (function(t)
  local case = to_reading(t)
  t:advance(days(4))
  t:expect(case):status "parked" :incident()
end)
