spec "E17: what is sent is waited for; all goes well unless a spec says otherwise" (function(t)
  t:now "2026-01-05 09:30"
  local case = t:start("telling_outside", "plain")
  t:expect(case):outcome "kept" :notified "clerk" :notified "head"
end)

spec "E17: what cannot be sent is an outcome and an incident, and parks nothing" (function(t)
  t:now "2026-01-05 23:30"
  t:outside("archive", "failed")
  local case = t:start("telling_outside", "plain")
  t:expect(case):outcome "lost" :incident "dead_letter"
end)

spec "E17: what comes back is given to the script; who is silent is given up after days, and holds up nothing" (function(t)
  t:now "2026-01-05 09:30"
  t:outside("archive", { number = 7 })
  t:outside("quiet", "silent")
  local case = t:start("telling_outside", "plain")
  t:expect(case):stage "waiting"
  t:advance(days(1))
  t:expect(case):stage "waiting" :status "open"
  t:advance(days(6))
  t:expect(case):outcome "lost"
end)
