-- Never ends.
-- expect: verdict budget
local s = ("ab"):rep(1000)
while true do for _ in s:gmatch("a") do end end
