spec "E17: clocks outlive waits; each falling due is handed over once" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("deadlines", "fast")
  t:expect(case):stage "running" :due("own-first", "2026-01-07") :due("own-speed", "2026-01-05")
  t:advance(hours(3));    t:expect(case):stage "running"
  t:advance(minutes(1));  t:expect(case):stage "items"
  t:advance(days(19))
  t:expect(case):stage "items"
  t:advance(days(2))
  t:expect(case):stage "ending" :task "go"
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:expect(case):outcome "done"
end)
spec "a length for each choice" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("deadlines", "slow")
  t:expect(case):due("own-speed", "2026-01-08")
end)
