-- __index function that indexes itself.
-- expect: verdict stack|memory
local t = {}
setmetatable(t, { __index = function(t, k) return t[k + 1] end })
return t[1]
