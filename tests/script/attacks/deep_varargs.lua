-- Passes more arguments each time.
-- expect: verdict stack|memory
local function f(...) return f(1, ...) , 1 end
return f()
