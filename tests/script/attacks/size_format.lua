-- Asks for more than there may be.
-- expect: error "result too long"
local s = ('x'):rep(2^19) return ('%s%s%s'):format(s, s, s)
