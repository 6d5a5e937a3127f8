spec "E8: a branch that raises cancels the others and raises where it was waited for" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("raising", "caught")
  t:expect(case):task "a" :task "b"
  t:as("clerk"):complete(case, "a", { outcome = "bad" })
  t:expect(case):stage "one" :status "open" :task "c"
  t:as("clerk"):refused "no_task" :complete(case, "b", { outcome = "ok" })
  t:as("clerk"):complete(case, "c", { outcome = "ok" })
  t:expect(case):outcome "done"
end)

spec "E4: what raises parks the case; what people entered stays, and a retry hears it again" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("raising", "loose")
  t:as("clerk"):complete(case, "a", { outcome = "bad" })
  t:expect(case):stage "one" :status "parked" :incident "bad_answer"
  t:as("clerk"):complete(case, "b", { outcome = "ok" })                         -- a parked case goes on accepting
  t:as("clerk"):refused "no_task" :complete(case, "a", { outcome = "ok" })
  t:retry(case)
  t:expect(case):stage "one" :status "parked" :incident "bad_answer"
end)
