spec "E17: an incident a script asks for waits for a person, then goes on" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start "asking_a_person"
  t:expect(case):stage "stuck" :incident()
  t:retry(case)
  t:expect(case):stage "on" :task "go"
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:expect(case):outcome "done"
end)
