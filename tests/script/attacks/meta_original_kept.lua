-- getmetatable must give the table that was set.
-- expect: value true true
local mt = { __index = { x = 1 } }
local t = setmetatable({}, mt)
return tostring(getmetatable(t) == mt) .. " " .. tostring(t.x == 1)
