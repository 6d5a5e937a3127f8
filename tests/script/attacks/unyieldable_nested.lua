-- Callbacks in callbacks, each with its pcall.
-- expect: verdict budget
local function deep(n)
  if n == 0 then while true do end end
  table.sort({ 2, 1 }, function() pcall(("x").gsub, "x", "x", function() deep(n - 1) end) return false end)
end
pcall(deep, 10)
