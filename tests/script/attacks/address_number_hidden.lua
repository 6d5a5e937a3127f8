-- The number of a table is no field of it.
-- expect: value 0 nil
local t = {} tostring(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n .. " " .. tostring(next(t))
