-- Takes all the memory there is.
-- expect: verdict memory
local t = {}
for i = 1, 1e9 do tostring(function() return i end) end
