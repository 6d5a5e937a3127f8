-- Asks for more than there may be.
-- expect: error "too long"
local t = {} for i = 1, 200001 do t[i] = 0 end table.sort(t)
