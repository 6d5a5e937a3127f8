-- More arguments than the stack takes.
-- expect: verdict stack|memory|budget|wall
-- clock: real
local t = {}
for i = 1, 1000 do t[i] = i end
local function f(n, ...) return f(n + 1, n, n, n, n, n, n, n, n, ...) end
return f(1, table.unpack(t))
