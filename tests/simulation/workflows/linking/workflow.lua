-- Cases begun from a case: one that answers, one whose input is refused, and waiting for both.
workflow "linking" { zh = "关联", en = "Linking", intake = "opening", start = "beginning",
  outcomes = { { "done", zh = "完成", en = "Done" } },
}
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
}
form "wrap" { zh = "收尾", en = "Wrap up",
  outcome "yes" { zh = "是", en = "Yes" }, outcome "no" { zh = "否", en = "No" },
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number" },
}

stage "beginning" { zh = "开始", en = "Beginning", next = { "wrapping" }, function(case)
  local first = case:start_case("part", { as = "first", carry = { "n" }, with = { mark = case.data.mark } })
  local second = case:start_case("part", { as = "second", with = { mark = case.data.mark, n = case.data.n % 3 } })
  local wrong = case:start_case("part", { as = "wrong", with = { mark = case.data.mark, n = 5000 } })
  local ends = case:all {
    first = function()
      if case:await_start(first).outcome ~= "started" then error "a case that was begun is not there" end
      return case:await_case(first)
    end,
    none = function()
      if case:await_start(wrong).outcome ~= "refused" then error "a case was begun with wrong data" end
    end,
    second = function() return case:await_case(second) end,
    wrong = function() return case:await_case(wrong) end,
  }
  if ends.wrong.outcome ~= "refused" then error "a case was begun with wrong data" end
  case:set { first = ends.first.outcome, second = ends.second.outcome }
  return "wrapping"
end }
stage "wrapping" { zh = "收尾", en = "Wrapping up", next = { "wrapping" }, function(case)
  if case:task("wrap", { to = "officer" }).outcome == "no" then return "wrapping" end
  return case:close "done"
end }
