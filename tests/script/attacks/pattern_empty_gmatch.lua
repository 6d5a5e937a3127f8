-- Empty matches must end.
-- expect: value 5
local n = 0 for _ in ("abcd"):gmatch("x*") do n = n + 1 end return n
