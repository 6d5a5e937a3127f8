-- The same for 5,000 keys, as one checksum.
-- expect: value 5000 true
local t, n, last, rising = {}, 0, "", true
for i = 1, 5000 do t["key" .. i * 7919 % 100003] = i end
for k in pairs(t) do n, rising, last = n + 1, rising and last < k, k end
return n .. " " .. tostring(rising)
