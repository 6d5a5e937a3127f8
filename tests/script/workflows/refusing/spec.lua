spec "E18: a refused command is an error the script may catch, in every life" (function(t)
  local case = t:start("refusing", { x = "y" })
  t:expect(case):task "f" :status "open"
  t:as("clerk"):complete(case, "f", { outcome = "ok" })
  t:expect(case):status "open" :task "f"
  t:as("clerk"):complete(case, "f", { outcome = "ok" })
  t:expect(case):status "closed"
end)
