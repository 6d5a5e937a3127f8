-- A clock with a ladder of six steps, which people pause, extend, hold and withdraw; cards; a clock of one task.
workflow "climbing" { zh = "攀登", en = "Climbing", intake = "opening", start = "climbing", code = "L",
  outcomes = { { "done", zh = "完成", en = "Done" } },
}
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
  number "steps" { zh = "步", en = "Steps" }, number "rounds" { zh = "轮", en = "Rounds" },
  text "due" { zh = "期限", en = "Due", plain = true },
}
form "entry" { zh = "一笔", en = "Entry",
  number "mark" { zh = "标记", en = "Mark" }, number "n" { zh = "数", en = "Number" },
}
form "work" { zh = "工作", en = "Work",
  outcome "yes" { zh = "成", en = "Yes" }, outcome "no" { zh = "不成", en = "No" },
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
}
letter "longer" { zh = "延期告知", en = "Extension" }
clock "SIM-L1" { zh = "办结", en = "Close", owner = "office", basis = "assumed", within = hours(20), ladder = "six",
  pausable = { "hearing" }, pause_by = "officer",
  extend = { id = "SIM-L1E", by = hours(10), times = 2, approver = "officer", letter = "longer", basis = "assumed" } }
clock "SIM-L2" { zh = "答复", en = "Reply", owner = "office", basis = "assumed", within = hours(6) }
clock "SIM-L3" { zh = "一事", en = "One task", owner = "office", basis = "assumed", within = hours(5), ladder = "small" }
ladder "six" {
  { "s1", left = "75%",      notify = "assignee" },
  { "s2", left = hours(2),   card = "blue", notify = "candidates" },
  { "s3", at = "due",        card = "yellow", signal = "climbed" },
  { "s4", late = hours(1),   card = "red", notify = "supervisor", reply = "SIM-L2" },
  { "s5", late = hours(5),   signal = "climbed" },
  { "s6", late = days(1),    incident = { zh = "迟", en = "Late" } },
}
ladder "small" { { "t1", left = "50%", notify = "assignee" }, { "t2", late = minutes(30), card = "orange" } }

signal "climbed" { zh = "升级", en = "Climbed", from = { "clerk" }, form = "entry" }

stage "climbing" { zh = "攀登", en = "Climbing", next = { "climbing" }, function(case)
  if not case:running "SIM-L1" then case:start_clock("SIM-L1", { from = case:now() }) end
  local which, answer = case:first {
    step = function() return case:await "climbed" end,
    work = function() return case:task("work", { to = "clerk", due = case.data.n % 2 == 0 and "SIM-L1" or "SIM-L3" }) end,
  }
  case:set { due = case:due "SIM-L1" or "paused", steps = (case.data.steps or 0) + (which == "step" and 1 or 0) }
  if which == "step" or answer.outcome == "no" then return "climbing" end
  case:stop_clock "SIM-L1"
  case:set { rounds = (case.data.rounds or 0) + 1 }
  if case.data.rounds <= case.data.n % 3 then return "climbing" end
  return case:close "done"
end }
