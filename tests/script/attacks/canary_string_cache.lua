-- Fills the state's string table and leaves.
-- expect: value 30000
local t = {} for i = 1, 30000 do t[i] = "s" .. i end return #t
