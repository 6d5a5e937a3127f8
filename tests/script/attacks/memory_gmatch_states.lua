-- Many half-used iterators.
-- expect: verdict memory|budget
local keep = {}
while true do keep[#keep + 1] = ("abc"):gmatch(".") end
