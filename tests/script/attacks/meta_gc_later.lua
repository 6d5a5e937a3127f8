-- Adds __gc after setmetatable and makes garbage.
-- expect: value 0
local ran, mt = 0, {}
for i = 1, 20000 do setmetatable({}, mt) end
mt.__gc = function() ran = ran + 1 while true do end end
for i = 1, 100000 do local t = { i } end
return ran
