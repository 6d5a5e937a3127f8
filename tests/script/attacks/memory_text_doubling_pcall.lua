-- Takes all the memory there is.
-- expect: verdict memory
local s = 'x'
while true do pcall(function() s = s .. s end) end
