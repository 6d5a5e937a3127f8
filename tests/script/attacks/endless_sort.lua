-- Never ends.
-- expect: verdict budget
local t = {}
while true do for i = 1, 1000 do t[i] = -i end table.sort(t) end
