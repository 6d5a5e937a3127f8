spec "E16 D5: a personal value is passed on, never looked into" (function(t)
  t:now "2026-01-05 09:00"
  local case = t:start("handles", "child")
  t:expect(case):stage "looking" :status "open" :task "look"
  t:as("clerk"):complete(case, "look", { outcome = "ok", remark = "已见面" })
  t:expect(case):outcome "done"
end)
