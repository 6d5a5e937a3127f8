-- Long texts as keys, with the same beginning.
-- expect: verdict memory|budget|wall
-- clock: real
local a, t = ("x"):rep(2^17), {}
for i = 1, 1e9 do t[a .. i] = i for k in pairs(t) do end end
