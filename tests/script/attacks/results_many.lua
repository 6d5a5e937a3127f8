-- Returns more values than can be shown.
-- expect: value 1000
local t = {}
for i = 1, 1000 do t[i] = i end
local function twice(n, ...) if n == 0 then return ... end return twice(n - 1, ...) end
return #{ twice(100, table.unpack(t)) }
