-- Sorts many references to two long texts.
-- expect: verdict wall|budget
-- clock: real
local a = ("x"):rep(2^19)
local b, c, t = a .. "a", a .. "b", {}
for i = 1, 100000 do t[i] = i % 2 == 0 and b or c end
table.sort(t)
