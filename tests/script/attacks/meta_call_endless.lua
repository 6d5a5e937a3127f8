-- __call that never ends.
-- expect: verdict budget
local mt = { __call = function() while true do end end }
local t, u = setmetatable({}, mt), setmetatable({}, mt)
pcall(function() t() end)
