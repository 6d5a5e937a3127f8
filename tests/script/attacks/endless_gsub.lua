-- Never ends.
-- expect: verdict budget
local s = ("ab"):rep(1000)
while true do s:gsub("a", "b") end
