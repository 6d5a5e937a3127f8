-- Asks for more than there may be.
-- expect: error "too many fields"
local t = {} for i = 1, 200001 do t[i] = 0 end for _ in pairs(t) do end
