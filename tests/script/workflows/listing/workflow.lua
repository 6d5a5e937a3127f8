workflow "listing" { zh = "清单", en = "Rows", intake = "start", start = "changing",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
form "start" { zh = "开始", en = "Start", rows "items" { zh = "条目", en = "Items", min = 1, number "n" { zh = "数", en = "Number", min = 0 } } }
form "go" { zh = "继续", en = "Go on", outcome "ok" { zh = "好", en = "OK" } }

local function sum(items)
  local total = 0
  for _, item in ipairs(items) do total = total + item.n end
  return total
end

stage "changing" { zh = "更改", en = "Changing", next = { "checking" }, function(case)
  local d = case.data
  local first = d.items[1]
  local added = case:add("items", { n = 100 })
  case:set(added, { n = 101 })
  case:set(first, { n = 7 })
  case:drop(d.items[2], "twice")
  case:task("go", { to = "clerk" })
  case:set { total = sum(case.data.items), count = #case.data.items, same = first == case.data.items[1] }
  local ok = pcall(function() case.data.total = 1 end)
  case:set { locked = not ok, changed = first.n }
  return "checking"
end }
stage "checking" { zh = "核对", en = "Checking", function(case)
  local d = case.data
  if d.total ~= 108 or d.count ~= 2 or not d.same or not d.locked or d.changed ~= 7 then error { code = "wrong" } end
  local fresh = case:add("items", { n = 1 })
  if sum(case.data.items) ~= 109 or fresh == case.data.items[1] then error { code = "wrong_sum" } end
  return case:close "done"
end }
