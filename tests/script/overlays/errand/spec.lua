-- Of the workflow as it is written: what the city at the top changes stands in offices/P/errand.lua.

spec "these specs show the workflow as it is written" (function(t)
  t:now "2026-03-02 09:00"
  local case = t:start("errand", "plain")
  t:expect(case):stage "taken" :due("E-D1", "2026-03-17")
  t:as("clerk"):complete(case, "work", { outcome = "ok" })
  t:expect(case):stage "doing" :due("E-D2", "2026-05-01")
  t:as("clerk"):complete(case, "work", { outcome = "ok" })
  t:expect(case):stage "ending"
  t:as("clerk"):complete(case, "work", { outcome = "ok" })
  t:expect(case):outcome "done"
end)

spec "a stage that leads to itself owes nothing yet" (function(t)
  local case = t:start("errand", "plain")
  t:as("clerk"):complete(case, "work", { outcome = "again" })
  t:expect(case):stage "taken" :status "open"
  t:as("clerk"):complete(case, "work", { outcome = "ok" })
  t:expect(case):stage "doing"
end)

spec "what the workflow's own handler ends owes nothing" (function(t)
  local case = t:start("errand", "plain")
  t:as("clerk"):signal(case, "drop", {})
  t:expect(case):stage "dropping" :status "closed" :outcome "dropped"
end)

spec "nobody knows that office" (function(t)
  local is_done = pcall(function() t:start("errand", "plain", { office = "nowhere" }) end)
  if is_done then error("a case was started in an office that there is not") end
end)

spec "an office knows the forms of its own cases only" (function(t)
  local case = t:start("errand", "plain", { office = "U" })
  t:as("clerk"):refused "no_task" :complete(case, "by_c", { outcome = "ok" })
end)
