-- Another county: it takes stages over and forgets what they owe. What it names as the town does is
-- its own.

customize "errand" {
  replace = {
    taken = function(case)
      local answer = case:task("by_t", { to = "clerk" })
      if answer.outcome == "start" then case:start_clock("E-D2", { from = answer.on }) end
      if answer.outcome == "leave" then case:start_clock("E-D1", { from = answer.on }) case:start_clock("E-D2", { from = answer.on }) end
      if answer.outcome == "both" then case:start_clock("E-D2", { from = answer.on }) case:stop_clock "E-D2" end
      return "doing"
    end,
  },
  route = { doing = { ending = "visit" } },
}
form "by_t" { zh = "青石", en = "Qingshi", outcome "start" { zh = "启动", en = "Start" }, outcome "leave" { zh = "不停", en = "Leave" }, outcome "forget" { zh = "忘", en = "Forget" }, outcome "both" { zh = "都", en = "Both" } }
stage "visit" { zh = "看", en = "See", next = { "ending" }, function(case)
  case:task("by_t", { to = "clerk" })
  return "ending"
end }

spec "a duty to start is owed by whoever plays the stage" (function(t)
  local case = t:start("errand", "plain")
  t:as("clerk"):complete(case, "by_t", { outcome = "forget" })
  t:expect(case):stage "taken" :status "parked" :incident "duty_unmet"
end)

spec "a duty to stop too" (function(t)
  local case = t:start("errand", "plain")
  t:as("clerk"):complete(case, "by_t", { outcome = "leave" })
  t:expect(case):stage "taken" :status "parked" :incident "duty_unmet"
end)

spec "duties that are met let it go on, and the visit is this county's" (function(t)
  local case = t:start("errand", "plain")
  t:as("clerk"):complete(case, "by_t", { outcome = "start" })
  t:expect(case):stage "doing" :status "open"
  t:as("clerk"):complete(case, "work", { outcome = "ok" })
  t:expect(case):stage "visit"
  t:as("clerk"):complete(case, "by_t", { outcome = "forget" })
  t:expect(case):stage "ending"
end)

spec "a clock that was started and stopped in the stage was started" (function(t)
  local case = t:start("errand", "plain")
  t:as("clerk"):complete(case, "by_t", { outcome = "both" })
  t:expect(case):stage "doing" :status "open" :due("E-D2", nil)
end)
