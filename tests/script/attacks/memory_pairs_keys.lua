-- Keys captured many times over.
-- expect: verdict memory|budget
local t, keep = {}, {}
for i = 1, 100000 do t[i] = i end
while true do keep[#keep + 1] = { pairs(t) } end
