local function begin(t)
  t:now "2026-01-05 09:00"
  return t:start "letters_in"
end

spec "E8: signals nobody awaits are kept across stages, in order" (function(t)
  local case = begin(t)
  t:as("clerk"):signal(case, "word", { number = 1 })
  t:as("citizen"):signal(case, "word", { number = 2 })
  t:as("clerk"):signal(case, "count", { remark = "one" })
  t:as("clerk"):signal(case, "count", {})
  t:expect(case):stage "waiting" :task "go"
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:expect(case):stage "last"
  t:as("clerk"):signal(case, "word", { number = 3 })
  t:expect(case):outcome "done"
end)

spec "E16: a signal is refused where it is not offered, from whom it is not for, and when its form is wrong" (function(t)
  local case = begin(t)
  t:as("clerk"):refused "not_offered" :signal(case, "stop", {})
  t:as("citizen"):refused "forbidden" :signal(case, "count", {})
  t:as("clerk"):refused "not_found" :signal(case, "nonsense", {})
  t:as("clerk"):refused "invalid" :signal(case, "word", {})
  t:as("clerk"):refused "undeclared_field" :signal(case, "word", { number = 1, colour = "red" })
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:as("clerk"):refused "not_offered" :signal(case, "count", {})
  t:as("clerk"):signal(case, "stop", {})
  t:expect(case):status "closed" :outcome "stopped"
  t:as("clerk"):refused "case_closed" :signal(case, "word", { number = 1 })
end)

spec "E7: an await that expires ends the waiting" (function(t)
  local case = begin(t)
  t:as("clerk"):complete(case, "go", { outcome = "ok" })
  t:as("clerk"):signal(case, "word", { number = 1 })
  t:as("clerk"):signal(case, "word", { number = 2 })
  t:expect(case):stage "last"
  t:advance(hours(1))
  t:expect(case):outcome "stopped"
end)
