-- Takes all the memory there is.
-- expect: verdict memory
local s = ("x"):rep(2^18)
return s .. s .. s .. s .. s .. s
