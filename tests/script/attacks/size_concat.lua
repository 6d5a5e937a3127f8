-- Asks for more than there may be.
-- expect: error "result too long"
local t = {} for i = 1, 11 do t[i] = ('x'):rep(1e5) end return table.concat(t)
