spec "E13: what was recorded once is what is heard ever after" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start "recording"
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:expect(case):stage "second" :status "open"
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:expect(case):stage "third" :status "parked" :incident()
end)
