-- What another process, another year or the collector of garbage must not change.
workflow "ordering" { zh = "次序", en = "Order", start = "first",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
form "go" { zh = "继续", en = "Go on", outcome "ok" { zh = "好", en = "OK" } }

local words = { "north", "east", "south", "west", "above", "below", "within", "without", "before", "behind" }

-- The keys of a table in the order in which they come, after it has grown and shrunk.
local function keys_in_order()
  local t, order = {}, {}
  for round = 1, 3 do
    for _, word in ipairs(words) do t[word:rep(round * 6)] = round end
  end
  for _, word in ipairs(words) do t[word:rep(6)] = nil end
  for key in pairs(t) do order[#order + 1] = key:sub(1, 2) .. #key end
  return table.concat(order, " ")
end

-- More than 100 items with ties, rising and falling: where stock Lua draws its pivots by the clock.
local function ties_in_order()
  local items, order = {}, {}
  for i = 1, 240 do items[i] = { rank = (i <= 120 and i or 240 - i) // 8, name = i } end
  table.sort(items, function(a, b) return a.rank < b.rank end)
  for i, item in ipairs(items) do order[i] = item.name end
  return table.concat(order, " ")
end

local function names_of_things()
  local ok, message = pcall(function() local t = {} return t.x.y end)
  return tostring({}) .. " " .. tostring(keys_in_order) .. " " .. tostring(ok) .. " " .. tostring(message)
end

stage "first" { zh = "一", en = "First", next = { "second" }, function(case)
  local keys, ties, names = keys_in_order(), ties_in_order(), names_of_things()
  case:set { keys = keys, ties = ties, names = names, drawn = case:random(1000000), id = case:uuid() }
  case:all {
    west = function() case:task("go", { to = "clerk" }) end,
    east = function() case:task("go", { to = "clerk" }) end,
    [2] = function() case:record("two", function() return 2 end) end,
    [1] = function() case:record("one", function() return 1 end) end,
  }
  return "second"
end }
-- Made again by another state of Lua: from the journal, or not.
stage "second" { zh = "二", en = "Second", function(case)
  local d = case.data
  if d.keys ~= keys_in_order() or d.ties ~= ties_in_order() then error { code = "another_order" } end
  case:task("go", { to = "clerk" })
  return case:close "done"
end }
