-- Calls itself through gsub.
-- expect: verdict stack|memory
local function f() return (("x"):gsub("x", f)) end
return f()
