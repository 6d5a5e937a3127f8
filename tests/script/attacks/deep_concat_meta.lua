-- Calls itself through __concat.
-- expect: verdict stack|memory
local t = {}
setmetatable(t, { __concat = function(a, b) return (a .. b) .. 'x' end })
return t .. t
