-- A letter whose waiting is over is brought when another stage waits under the same number of its command.
workflow "brought_late" { zh = "迟送", en = "Brought late", start = "serving", people = { applicant = "applicants" }, intake = "request",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
clock "own-day" { zh = "一日", en = "A day", owner = "office", basis = "assumed", within = days(1), ladder = "late" }
ladder "late" { { "red", late = days(1), card = "red", notify = "clerk" } }
form "request" { zh = "申请", en = "Request",
  rows "applicants" { zh = "申请人", en = "Applicants", min = 1, people "person" { zh = "申请人", en = "Applicant", required = true } } }
form "go" { zh = "继续", en = "Go on", outcome "ok" { zh = "好", en = "OK" } }
letter "answer" { zh = "答复", en = "Answer" }

stage "serving" { zh = "送达", en = "Serving", next = { "asking" }, function(case)
  local proof = case:serve("answer", { to = "applicant", expires = "own-day" })
  case:set { came = proof.outcome }
  if proof.outcome == "served" then case:task("go", { to = "clerk" }) end       -- the clock of the serving is over with it
  return "asking"
end }
stage "asking" { zh = "询问", en = "Asking", function(case)
  local answer = case:task("go", { to = "clerk" })                              -- the first command again
  case:set { said = answer.outcome }
  return case:close "done"
end }
