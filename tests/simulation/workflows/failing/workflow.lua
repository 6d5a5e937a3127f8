-- Scripts that fail, are stopped, or ask a person to look. What people entered stays; a case that failed reads as parked.
workflow "failing" { zh = "出错", en = "Failing", intake = "opening", start = "trying",
  outcomes = { { "done", zh = "完成", en = "Done" } },
}
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
  number "pokes" { zh = "次数", en = "Times" },
}
form "try" { zh = "尝试", en = "Try",
  outcome "yes" { zh = "是", en = "Yes" }, outcome "no" { zh = "否", en = "No" },
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", min = 0, max = 1000 },
}
form "poke" { zh = "戳", en = "Poke",
  number "mark" { zh = "标记", en = "Mark", required = true }, number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
}
signal "poke" { zh = "戳", en = "Poke", from = { "citizen", "clerk" }, form = "poke" }
on "poke" (function(case, answer)
  if answer.n % 7 == 3 and case:now() % 3 ~= 0 then error "poked too hard" end              -- a retry may get past
  case:set { pokes = (case.data.pokes or 0) + 1 }
  if answer.n % 13 == 0 then return "trying" end                                -- also from where a person was asked
  case:set { poked = answer.mark }
end)

stage "trying" { zh = "尝试", en = "Trying", next = { "looking", "trying" }, function(case)
  local answer = case:task("try", { to = "clerk" })
  if answer.outcome == "no" then return "trying" end
  if case.data.n % 5 == 1 and case:now() % 3 ~= 0 then error { code = "bad_luck", message = "it failed on purpose" } end
  if case.data.n % 17 == 2 then while true do end end                           -- stopped by its budget
  return "looking"
end }
stage "looking" { zh = "查看", en = "Looking", function(case)
  local seen = case:record("seen", function() return case.data.n end)
  if seen % 5 == 2 and case:now() % 3 ~= 0 then error "not what it was" end
  case:incident { zh = "请查看", en = "Please look" }
  case:all {                                                                    -- parked meanwhile, both are heard at once
    a = function() case:task("try", { to = "officer" }) case:record("after", function() return 1 end) end,
    b = function() case:task("try", { to = "clerk" }) case:task("try", { to = "clerk" }) end,
  }
  return case:close "done"
end }
