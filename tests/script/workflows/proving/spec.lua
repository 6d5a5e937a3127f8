spec "the proof of an earlier letter does not do a task" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("proving", {})
  t:expect(case):stage "looking" :task "look"
  t:as("clerk"):serve(case, "slip", { way = "in_person" })
  t:expect(case):stage "looking" :task "look"
  t:as("clerk"):complete(case, "look", { outcome = "ok" })
  t:expect(case):stage "serving"
end)
spec "the proof of an earlier letter does not end the wait for a later one" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("proving", {})
  t:as("clerk"):complete(case, "look", { outcome = "ok" })
  t:as("clerk"):serve(case, "slip", { way = "by_post" })
  t:expect(case):stage "serving" :status "open"
  t:as("clerk"):serve(case, "order", { way = "in_person" })
  t:expect(case):status "closed" :outcome "served"
end)
