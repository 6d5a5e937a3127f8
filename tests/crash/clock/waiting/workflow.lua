-- Sleeps as long as it is told, then counts that it woke: once, whatever somebody does to the machine's clock.
workflow "waiting" { zh = "等候", en = "Waiting", code = "W", intake = "intake", start = "sleeping",
  outcomes = { { "ended", zh = "已结束", en = "Ended" } } }

clock "W-1" { zh = "办理", en = "Handling", owner = "office", basis = "assumed", within = workdays(3) }
form "intake" { zh = "登记", en = "Intake", number "minutes" { zh = "分钟", en = "Minutes", required = true } }
form "finish" { zh = "了结", en = "Finish", outcome "end" { zh = "结束", en = "End" } }

stage "sleeping" { zh = "睡眠", en = "Sleeping", next = { "awake" }, function(case)
  if case.data.minutes == 0 then
    case:sleep_until(1)                                                         -- due at once, before all others
  else
    case:sleep(minutes(case.data.minutes))
  end
  case:set { woken = (case.data.woken or 0) + 1 }
  return "awake"
end }

stage "awake" { zh = "醒来", en = "Awake", function(case)
  case:start_clock("W-1", { from = case:now() })
  case:task("finish", { to = "clerk", due = "W-1" })
  case:stop_clock "W-1"
  return case:close "ended"
end }
