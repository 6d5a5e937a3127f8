-- __index that never ends.
-- expect: verdict budget
local mt = { __index = function() while true do end end }
local t, u = setmetatable({}, mt), setmetatable({}, mt)
pcall(function() local x = t.x end)
