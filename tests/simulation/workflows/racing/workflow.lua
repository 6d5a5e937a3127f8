-- Branches: first and all, one within the other, with tasks, clocks, signals, sleeps; clocks that outlive a stage.
workflow "racing" { zh = "并行", en = "Racing", intake = "opening", start = "racing", starts = { "SIM-R1" },
  outcomes = { { "done", zh = "完成", en = "Done" }, { "late", zh = "逾期", en = "Late" } },
}
clock "SIM-R1" { zh = "总期限", en = "Whole", owner = "office", basis = "assumed", within = days(9) }
clock "SIM-R2" { zh = "一段", en = "Part", owner = "citizen", basis = "assumed", within = hours(30) }
clock "SIM-R3" { zh = "等候", en = "Wait", owner = "citizen", basis = "assumed", within = hours(20) }
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
  number "rounds" { zh = "轮次", en = "Rounds" },
}
form "step" { zh = "一步", en = "Step",
  outcome "yes" { zh = "是", en = "Yes" }, outcome "no" { zh = "否", en = "No" },
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number" },
}
form "call" { zh = "呼叫", en = "Call",
  number "mark" { zh = "标记", en = "Mark", required = true }, number "n" { zh = "数", en = "Number" },
}
signal "call" { zh = "呼叫", en = "Call", from = { "citizen", "clerk" }, form = "call" }

stage "racing" { zh = "竞赛", en = "Racing", next = { "racing", "gathering" }, function(case)
  case:start_clock("SIM-R2", { from = case:now() })
  local which, value = case:first {
    call = function() return case:await "call" end,
    late = function() return case:await_clock "SIM-R2" end,
    work = function()
      local answer = case:task("step", { to = "clerk", due = "SIM-R3" })
      if answer.outcome == "no" then case:sleep(minutes(45)) end
      return answer
    end,
    zzz = function() case:sleep(hours(40)) return "slept" end,
  }
  case:note { zh = "胜者", en = "Winner: " .. which }
  if case:running "SIM-R2" then case:stop_clock "SIM-R2" end
  local rounds = (case.data.rounds or 0) + 1
  case:set { rounds = rounds, last = which }
  if rounds < 3 and which ~= "work" then return "racing" end
  return "gathering"
end }
stage "gathering" { zh = "汇合", en = "Gathering", function(case)
  local got = case:all {
    one = function() return case:task("step", { to = "clerk" }) end,
    two = function()
      local which = case:first {
        a = function() return case:await("call", { expires = "SIM-R3" }) end,
        b = function() return case:task("step", { to = { "clerk", "officer" }, expires = "SIM-R3" }) end,
      }
      case:sleep(minutes(10))
      return which
    end,
    three = function() return case:record("lucky", function() return case.data.n * 2 end) end,
  }
  case:set { two = got.two, three = got.three }
  if case:stop_clock "SIM-R1" == "late" then return case:close "late" end
  return case:close "done"
end }
