-- Letters of a stage that is over: their proof is kept, and ends nothing that waits now, though it has the same place in its stage.
workflow "proving" { zh = "送达回证", en = "Proving", start = "writing",
  outcomes = { { "done", zh = "完成", en = "Done" }, { "served", zh = "已送达", en = "Served" } } }
form "look" { zh = "查看", en = "Look", outcome "ok" { zh = "好", en = "OK" } }
clock "own-serve" { zh = "送达", en = "Served", owner = "office", basis = "assumed", within = days(3) }
letter "slip" { zh = "便条", en = "Slip" }
letter "order" { zh = "通知", en = "Order", file = "slip.html" }

stage "writing" { zh = "写", en = "Writing", next = { "looking" }, function(case)
  case:letter("slip", { to = "clerk" })
  return "looking"
end }
stage "looking" { zh = "看", en = "Looking", next = { "serving" }, function(case)
  case:task("look", { to = "clerk" })
  return "serving"
end }
stage "serving" { zh = "送达", en = "Serving", next = { "serving" }, function(case)
  local proof = case:serve("order", { to = "clerk", expires = "own-serve" })
  if proof.outcome == "expired" then return "serving" end                       -- once more
  return case:close "served"
end }
