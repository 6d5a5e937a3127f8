-- What the town of Liuquan changes of people's mediation: it decides sooner, asks for the hamlet and
-- sends a grid worker to see the place before the parties are asked. docs/customising.md explains it.

customize "dispute_mediation" {
  clocks = { ["TJ-D1"] = { within = workdays(2) } },                            -- the county gives three
  forms  = { application = { number "hamlet" { zh = "片区（1—9）", en = "Hamlet (1 to 9)", min = 1, max = 9 } } },
  texts  = { ["stage registered"] = { zh = "镇调委会登记", en = "Registered by the town's committee" } },
  route  = { registered = { asking = "seeing" } },
}

clock "own-see" { zh = "现场查看", en = "See the place", owner = "office", basis = "assumed", within = workdays(2) }

form "seen" { zh = "现场查看", en = "The place seen",
  outcome "seen" { zh = "已查看", en = "Seen" },
  text "what" { zh = "查看情况", en = "What was seen", max = 2000 },
}

stage "seeing" { zh = "现场查看", en = "Seeing the place", next = { "asking" }, function(case)
  case:task("seen", { to = "grid_worker", due = "own-see" })
  return "asking"
end }

spec "TJ-D1: the town decides within two working days, and sees the place first" (function(t)
  t:now "2026-03-02 09:00"
  local case = t:start("dispute_mediation", "neighbours")
  t:expect(case):stage "registered" :due("TJ-D1", "2026-03-04")
  t:as("clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:expect(case):stage "seeing" :task "seen"
  t:as("grid_worker"):complete(case, "seen", { outcome = "seen" })
  t:expect(case):stage "asking"
end)
spec "the county has what is written" (function(t)
  t:now "2026-03-02 09:00"
  local case = t:start("dispute_mediation", "neighbours", { office = "370102" })
  t:expect(case):due("TJ-D1", "2026-03-05")
  t:as("clerk"):complete(case, "acceptance", { outcome = "accept" })
  t:expect(case):stage "asking"
end)
