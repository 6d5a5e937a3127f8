-- __tostring that never ends.
-- expect: verdict budget
local mt = { __tostring = function() while true do end end }
local t, u = setmetatable({}, mt), setmetatable({}, mt)
pcall(function() tostring(t) end)
