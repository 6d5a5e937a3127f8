-- Never ends.
-- expect: verdict budget
local t, mt = {}, {}
while true do setmetatable(t, mt) end
