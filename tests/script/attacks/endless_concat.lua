-- Never ends.
-- expect: verdict budget
local t = {}
for i = 1, 1000 do t[i] = 'x' end
while true do table.concat(t) end
