-- Raises ever larger texts.
-- expect: verdict memory
local s = "x"
while true do s = s .. s pcall(error, s) end
