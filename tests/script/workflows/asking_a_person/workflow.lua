workflow "asking_a_person" { zh = "请人查看", en = "Asking a person", start = "stuck",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
form "go" { zh = "继续", en = "Go on", outcome "ok" { zh = "好", en = "OK" } }
stage "stuck" { zh = "停住", en = "Stuck", next = { "on" }, function(case)
  case:note { zh = "需要人工核对", en = "Somebody must look" }
  case:incident { zh = "两份材料不一致，请核对", en = "Two papers differ: please look" }
  return "on"
end }
stage "on" { zh = "继续", en = "Going on", function(case)
  case:task("go", { to = "clerk" })
  return case:close "done"
end }
