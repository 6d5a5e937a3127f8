-- Walks _G for anything with a forbidden name.
-- expect: value none
local bad = { load = 1, os = 1, io = 1, debug = 1, dofile = 1, package = 1, coroutine = 1, require = 1, dump = 1 }
local function walk(t, depth)
  for k, v in pairs(t) do
    if bad[k] then return k end
    if type(v) == "table" and v ~= t and depth < 4 and k ~= "_G" then
      local found = walk(v, depth + 1)
      if found then return found end
    end
  end
end
return walk(_G, 0) or "none"
