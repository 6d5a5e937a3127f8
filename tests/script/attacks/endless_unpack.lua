-- Never ends.
-- expect: verdict budget
local t = {}
for i = 1, 1000 do t[i] = i end
while true do table.unpack(t) end
