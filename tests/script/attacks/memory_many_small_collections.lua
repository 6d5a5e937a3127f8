-- Many small tables kept, garbage around them.
-- expect: verdict memory|budget|wall
-- clock: real
local keep = {}
for i = 1, 100000 do keep[i] = { i } end
while true do local garbage = {} end
