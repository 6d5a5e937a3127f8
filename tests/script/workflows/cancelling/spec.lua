spec "E10: the end of a stage cancels what it had open" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start "cancelling"
  t:expect(case):task "x" :task "y"
  t:as("clerk"):claim(case, "y")
  t:as("clerk"):signal(case, "leave", {})
  t:expect(case):stage "next_one" :task "x" :due("own-week", "2026-01-12")
  t:as("clerk"):refused "no_task" :complete(case, "y", { outcome = "ok" })
  t:advance(days(3))
  t:expect(case):stage "next_one"
end)

spec "E17: no case closes over a running clock of the office" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start "cancelling"
  t:as("clerk"):signal(case, "leave", {})
  t:as("clerk"):complete(case, "x", { outcome = "ok" })
  t:expect(case):stage "closing" :status "parked" :incident()
end)
