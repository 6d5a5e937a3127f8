-- Never ends.
-- expect: verdict budget
local t = {}
while true do for i = #t + 1, 1000 do t[i] = i end while #t > 0 do table.remove(t, 1) end end
