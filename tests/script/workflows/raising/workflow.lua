workflow "raising" { zh = "出错", en = "Raising", intake = "start", start = "one",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
form "start" { zh = "开始", en = "Start", choice "how" { zh = "方式", en = "How", required = true,
  { "caught", zh = "捕获", en = "Caught" }, { "loose", zh = "未捕获", en = "Loose" } } }
form "a" { zh = "甲", en = "A", outcome "ok" { zh = "好", en = "OK" }, outcome "bad" { zh = "坏", en = "Bad" } }
form "b" { zh = "乙", en = "B", outcome "ok" { zh = "好", en = "OK" } }
form "c" { zh = "丙", en = "C", outcome "ok" { zh = "好", en = "OK" } }

local function both(case)
  return case:all {
    a = function()
      if case:task("a", { to = "clerk" }).outcome == "bad" then error { code = "bad_answer", message = "bad" } end
      return "fine"
    end,
    b = function() return case:task("b", { to = "clerk" }) end,
  }
end

-- A branch that raises cancels the others and raises at the line of the `all`, where it may be caught.
stage "one" { zh = "一", en = "One", next = { "two" }, function(case)
  if case.data.how == "loose" then
    both(case)
    return "two"
  end
  local ok, err = pcall(both, case)
  case:set { ok = ok, code = not ok and err.code or "none" }
  case:task("c", { to = "clerk" })
  return "two"
end }
stage "two" { zh = "二", en = "Two", function(case)
  if case.data.ok or case.data.code ~= "bad_answer" then error { code = "not_raised" } end
  return case:close "done"
end }
