-- The ring again and again, each turn 2,000 look-ups in one instruction.
-- expect: verdict wall|budget
-- clock: real
local a, b = {}, {}
setmetatable(a, { __index = b })
setmetatable(b, { __index = a })
while true do pcall(function() return a.x end) end
