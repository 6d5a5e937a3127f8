-- __index chain that is a ring.
-- expect: error "chain too long"
local a, b = {}, {}
setmetatable(a, { __index = b })
setmetatable(b, { __index = a })
return a.x
