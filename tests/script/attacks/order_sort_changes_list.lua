-- A comparator that empties the list meanwhile.
-- expect: value 50
local t = {}
for i = 1, 50 do t[i] = 50 - i end
table.sort(t, function(a, b) for i = 1, 50 do t[i] = nil end return a < b end)
return #t
