-- __newindex that never ends.
-- expect: verdict budget
local mt = { __newindex = function() while true do end end }
local t, u = setmetatable({}, mt), setmetatable({}, mt)
pcall(function() t.x = 1 end)
