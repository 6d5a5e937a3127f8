-- Never ends.
-- expect: verdict budget
while true do local s = ("x"):rep(2^20) end
