-- Takes all the memory there is.
-- expect: verdict memory
local t = {}
while true do t = { t, t } end
