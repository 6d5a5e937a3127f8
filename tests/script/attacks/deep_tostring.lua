-- Calls itself through __tostring.
-- expect: verdict stack|memory
local t = {}
setmetatable(t, { __tostring = function(t) return tostring(t) .. '!' end })
return tostring(t)
