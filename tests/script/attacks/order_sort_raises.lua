-- A comparator that raises: the list is as it was.
-- expect: value false 3 1 2
local t, n = { 3, 1, 2 }, 0
local ok = pcall(table.sort, t, function(a, b) n = n + 1 if n == 2 then error() end return a < b end)
return tostring(ok) .. " " .. table.concat(t, " ")
