-- A comparator that contradicts itself.
-- expect: value 200 same
local t, sum = {}, 0
for i = 1, 200 do t[i] = i end
table.sort(t, function() return true end)
for i = 1, 200 do sum = sum + t[i] end
return #t .. (sum == 20100 and " same" or " lost")
