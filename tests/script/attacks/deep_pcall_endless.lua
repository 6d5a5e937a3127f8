-- Calls itself through pcall and loops behind it.
-- expect: verdict stack|memory|budget
local function f() pcall(f) while true do end end
f()
