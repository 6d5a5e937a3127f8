-- Never ends.
-- expect: verdict budget
local t = {}
while true do if #t > 1000 then t = {} end table.insert(t, 1, 0) end
