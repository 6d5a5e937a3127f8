-- __band that never ends.
-- expect: verdict budget
local mt = { __band = function() while true do end end }
local t, u = setmetatable({}, mt), setmetatable({}, mt)
pcall(function() local x = t & 1 end)
