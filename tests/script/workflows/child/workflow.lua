workflow "child" { zh = "子案", en = "Child", intake = "start", start = "growing",
  outcomes = { { "grown", zh = "完成", en = "Grown" } } }
form "start" { zh = "开始", en = "Start",
  number "n" { zh = "数", en = "Number", required = true, max = 10 },
  people "person" { zh = "人", en = "Person" } }
stage "growing" { zh = "生长", en = "Growing", function(case)
  case:sleep(hours(case.data.n))
  return case:close "grown"
end }
