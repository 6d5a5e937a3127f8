spec "what is told is counted once" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("counting", { start = 1 })
  t:as("clerk"):signal(case, "add", { n = 2 })
  t:expect(case):stage "counting" :task "finish"
  t:as("clerk"):complete(case, "finish", { outcome = "end" })
  t:expect(case):status "closed" :outcome "ended"
end)
