spec "E17: who waits for a clock hears that it was stopped" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("halting", "two")
  t:expect(case):stage "one"
  t:as("clerk"):signal(case, "halt", {})
  t:expect(case):stage "each"
  t:as("clerk"):refused "not_found" :signal(case, "halt_row", { row = "items/3" })
  t:as("clerk"):signal(case, "halt_row", { row = "items/1" })
  t:expect(case):stage "each" :status "open"
  t:advance_to "2026-01-11"
  t:expect(case):status "closed" :outcome "done"
end)
