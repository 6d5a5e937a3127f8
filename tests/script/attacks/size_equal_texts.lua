-- The same with ==.
-- expect: verdict wall|budget
-- clock: real
local a = ("x"):rep(2^20 - 1)
local b, c = a .. "a", a .. "b"
while true do local x = b == c end
