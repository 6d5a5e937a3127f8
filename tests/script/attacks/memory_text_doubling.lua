-- Takes all the memory there is.
-- expect: verdict memory
local s = 'x'
while true do s = s .. s end
