-- Keys cleared and collected in the middle of the loop.
-- expect: value 1000
local t, n = {}, 0
for i = 1, 1000 do t["key" .. i] = i end
for k in pairs(t) do
  n = n + 1
  if n == 1 then for i = 1, 1000 do t["key" .. i] = nil end for i = 1, 50000 do local s = "s" .. i end
    for i = 1, 1000 do t["key" .. i] = i end end
end
return n
