-- __lt that never ends.
-- expect: verdict budget
local mt = { __lt = function() while true do end end }
local t, u = setmetatable({}, mt), setmetatable({}, mt)
pcall(function() local x = t < u end)
