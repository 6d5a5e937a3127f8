-- All equal: the order stays.
-- expect: value 1 2 3 4 5 6 7 8 9 10
local t = {}
for i = 1, 10 do t[i] = { i } end
table.sort(t, function() return false end)
for i = 1, 10 do t[i] = t[i][1] end
return table.concat(t, " ")
