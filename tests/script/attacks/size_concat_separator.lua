-- Asks for more than there may be.
-- expect: error "result too long"
local t = {} for i = 1, 100000 do t[i] = '' end return table.concat(t, ('x'):rep(11))
