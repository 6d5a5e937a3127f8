spec "E17: proof of a letter whose waiting is over ends no wait of a later stage" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("brought_late", "one")
  t:advance_to "2026-01-08"
  t:expect(case):stage "asking" :task "go"
  t:as("clerk"):serve(case, "answer", { way = "in_person" })
  t:expect(case):stage "asking" :status "open" :task "go"
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:expect(case):outcome "done"
end)

spec "E17: the clock a serving would expire by ends with it" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("brought_late", "one")
  t:as("clerk"):serve(case, "answer", { way = "in_person" })
  t:expect(case):stage "serving" :task "go"
  t:advance_to "2026-01-09"                                                     -- its ladder would have issued a card on the 8th
  if pcall(function() t:expect(case):card "red" end) then error "the clock of a serving that is over runs on" end
end)
