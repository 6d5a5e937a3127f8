-- Never ends.
-- expect: verdict budget
local s = ("x"):rep(2^20)
while true do s:upper() end
