-- A new metatable for each of many objects.
-- expect: verdict budget|memory
local keep = {}
while true do keep[#keep + 1] = setmetatable({}, { __index = function() end }) end
