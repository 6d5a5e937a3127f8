spec "E5: a hundred stages without an event are an incident" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start "looping"
  t:expect(case):task "go" :status "open"
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:expect(case):status "parked" :incident()
end)
