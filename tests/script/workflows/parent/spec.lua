spec "E6: a case waits for the cases it started" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("parent", "three")
  t:expect(case):stage "asking"
  t:advance(hours(2));  t:expect(case):stage "asking"
  t:advance(hours(1));  t:expect(case):stage "looking" :task "look"
  t:as("clerk"):complete(case, "look", { outcome = "ok" })
  t:expect(case):outcome "done"
end)
spec "E7: a workflow that refuses its input is an outcome, not an error" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("parent", "too_many")
  t:advance(hours(1))
  t:expect(case):status "closed" :outcome "refused"
end)
