spec "E12: neither the process nor the collector of garbage shows in what a script does" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start "ordering"
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:expect(case):stage "second" :status "open"
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:expect(case):status "closed" :outcome "done"
end)
