-- Never ends.
-- expect: verdict budget
local function f() return f() end
f()
