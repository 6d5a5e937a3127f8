-- Calls itself through pcall.
-- expect: verdict stack|memory
local function f() return 1, pcall(f) end
return f()
