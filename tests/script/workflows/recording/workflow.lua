workflow "recording" { zh = "记录", en = "Record", start = "first",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
form "go" { zh = "继续", en = "Go on", outcome "ok" { zh = "好", en = "OK" } }

local calls = 0                                                                 -- of this life of the fiber only

stage "first" { zh = "一", en = "First", next = { "second" }, function(case)
  local drawn = case:random(1000)
  local value = case:record("draw", function() calls = calls + 1 return { number = drawn, calls = calls } end)
  local ok, err = pcall(function() return case:record("fails", function() error { code = "no_luck", message = "none" } end) end)
  case:set { number = value.number, calls = value.calls, ok = ok, code = err.code }
  case:task("go", { to = "clerk" })                                             -- replayed after this: the function is not called again
  local again = case:record("after", function() return "again" end)
  case:set { again = again, same = value.number == case.data.number, id = case:uuid() }
  return "second"
end }
stage "second" { zh = "二", en = "Second", next = { "third" }, function(case)
  local d = case.data
  if d.calls ~= 1 or d.ok or d.code ~= "no_luck" or not d.same or #d.id == 0 then error { code = "not_recorded" } end
  case:task("go", { to = "clerk" })
  return "third"
end }
-- No other verb inside record.
stage "third" { zh = "三", en = "Third", function(case)
  case:record("wrong", function() case:set { x = 1 } end)
  return case:close "done"
end }
