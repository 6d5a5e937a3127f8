-- Calls itself through sort.
-- expect: verdict stack|memory
local function f() table.sort({ 2, 1 }, f) return false end
return f()
