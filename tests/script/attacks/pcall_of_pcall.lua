-- pcall in pcall, 190 deep.
-- expect: verdict stack|memory
local function f(n) if n == 0 then return end return pcall(f, n - 1) end
local function g() return pcall(pcall, pcall, pcall, g) end
f(100)
return g()
