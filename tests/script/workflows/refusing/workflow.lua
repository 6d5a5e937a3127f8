workflow "refusing" { zh = "拒", en = "Refusing", intake = "g", start = "a", outcomes = { { "done", zh = "完", en = "Done" } } }
clock "C1" { zh = "钟", en = "Clock", owner = "office", basis = "assumed", within = days(3) }
form "g" { zh = "入", en = "In", text "x" { zh = "x", en = "x", plain = true } }
form "f" { zh = "表", en = "Form", outcome "ok" { zh = "好", en = "OK" }, text "x" { zh = "x", en = "x", plain = true } }
stage "a" { zh = "甲", en = "A", function(case)
  local good, err = pcall(function() return case:stop_clock "C1" end)
  case:note { zh = tostring(good), en = good and "good" or err.code }
  case:task("f", { to = "clerk" })
  case:note { zh = "二", en = "second" }
  case:task("f", { to = "clerk" })
  return case:close "done"
end }
