-- Keeps the heap near its cap and lives off collections.
-- expect: verdict memory|budget|wall
-- clock: real
local keep = {}
pcall(function() for i = 1, 60000 do keep[i] = { i, i, i } end end)
while true do local garbage = { {}, {}, {} } end
