-- Ties on organ-pipe input: stock Lua picks pivots by the clock.
-- expect: value 3000 true
local t, n = {}, 3000
for i = 1, n do t[i] = { i <= n / 2 and i // 100 or (n - i) // 100, i } end
table.sort(t, function(a, b) return a[1] < b[1] end)
local stable = true
for i = 2, n do if t[i - 1][1] == t[i][1] and t[i - 1][2] > t[i][2] then stable = false end end
return #t .. " " .. tostring(stable)
