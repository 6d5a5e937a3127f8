-- Letters: numbered across cases, two in one turn, one as the case closes; one that is brought or expires.
workflow "writing" { zh = "写信", en = "Writing", intake = "opening", start = "first", code = "W",
  outcomes = { { "done", zh = "完成", en = "Done" } },
}
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
}
form "check" { zh = "核对", en = "Check", outcome "yes" { zh = "是", en = "Yes" }, outcome "no" { zh = "否", en = "No" },
  number "mark" { zh = "标记", en = "Mark" }, number "n" { zh = "数", en = "Number" },
}
clock "SIM-W1" { zh = "送达", en = "Served", owner = "office", basis = "assumed", within = hours(30) }
letter "slip" { zh = "便条", en = "Slip", number = "便〔{year}〕{n}号" }

stage "first" { zh = "一", en = "First", next = { "second" }, duties = { letters = { "slip" } }, function(case)
  case:letter("slip", { to = "clerk", with = { n = case.data.n } })
  if case.data.n % 2 == 0 then case:letter("slip", { to = "officer", with = { n = 2 } }) end
  case:task("check", { to = "clerk" })
  return "second"
end }
stage "second" { zh = "二", en = "Second", function(case)
  case:serve("slip", { to = "clerk", with = { n = 3 }, expires = "SIM-W1" })
  case:letter("slip", { to = "clerk", with = { n = 4 } })
  return case:close "done"
end }
