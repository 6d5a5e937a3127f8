spec "rows: set, added, ended; a number is never given twice" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("listing", "two")
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:expect(case):status "closed" :outcome "done"
end)
