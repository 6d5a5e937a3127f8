-- Compares two texts of 1 MiB that differ at the end, for ever.
-- expect: verdict wall|budget
-- clock: real
local a = ("x"):rep(2^20 - 1)
local b, c = a .. "a", a .. "b"
while true do local x = b < c end
