-- __eq that never ends.
-- expect: verdict budget
local mt = { __eq = function() while true do end end }
local t, u = setmetatable({}, mt), setmetatable({}, mt)
pcall(function() local x = t == u end)
