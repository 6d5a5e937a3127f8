local function to_either(t)
  t:now "2026-01-05 09:00"
  local case = t:start "parallel"
  t:expect(case):task "a" :task "b"
  t:as("clerk"):complete(case, "b", { outcome = "ok" })
  t:expect(case):stage "both"
  t:as("clerk"):complete(case, "a", { outcome = "ok" })
  t:expect(case):stage "either" :task "a" :task "b" :task "c"
  return case
end

spec "E8: branches run in the order of their names, the loser is cancelled" (function(t)
  local case = to_either(t)
  t:as("clerk"):complete(case, "c", { outcome = "ok" })
  t:expect(case):stage "timed" :task "a"
  t:as("clerk"):refused "no_task" :complete(case, "b", { outcome = "ok" })
  t:advance(hours(5))
  t:expect(case):stage "checking" :task "c"
  t:as("clerk"):complete(case, "c", { outcome = "ok" })
  t:expect(case):status "closed" :outcome "done"
end)

spec "E8: a nested all wins when its last branch has ended" (function(t)
  local case = to_either(t)
  t:as("clerk"):complete(case, "a", { outcome = "ok" })
  t:expect(case):stage "either"
  t:as("clerk"):complete(case, "b", { outcome = "ok" })
  t:expect(case):stage "timed"
  t:advance(hours(4));  t:expect(case):stage "timed"
  t:advance(hours(1));  t:expect(case):stage "checking" :task "b"
end)
