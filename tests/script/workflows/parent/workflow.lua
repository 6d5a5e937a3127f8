workflow "parent" { zh = "主案", en = "Parent", intake = "start", start = "asking",
  outcomes = { { "done", zh = "完成", en = "Done" }, { "refused", zh = "被拒", en = "Refused" } } }
form "start" { zh = "开始", en = "Start",
  number "n" { zh = "数", en = "Number", required = true },
  people "person" { zh = "人", en = "Person" } }
form "look" { zh = "看", en = "Look", outcome "ok" { zh = "好", en = "OK" } }

stage "asking" { zh = "询问", en = "Asking", next = { "looking" }, function(case)
  local child = case:start_case("child", { as = "part", carry = { "person" }, with = { n = case.data.n } })
  local other = case:start_case("child", { as = "part", with = { n = 1 } })
  local got = case:all {
    a = function() return case:await_case(child) end,
    b = function() return case:await_case(other) end,
  }
  case:set { a = got.a.outcome, b = got.b.outcome }
  return "looking"
end }
stage "looking" { zh = "查看", en = "Looking", function(case)
  if case.data.a == "refused" then return case:close "refused" end
  if case.data.a ~= "grown" or case.data.b ~= "grown" then error { code = "not_grown" } end
  case:task("look", { to = "clerk", with = { person = case.data.person } })
  return case:close "done"
end }
