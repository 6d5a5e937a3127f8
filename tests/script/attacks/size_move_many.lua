-- Asks for more than there may be.
-- expect: error "too many elements"
local t = {} for i = 1, 150000 do t[i] = i end return table.move(t, 1, 150000, 2)
