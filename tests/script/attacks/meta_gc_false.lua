-- Sets __gc to false, to fill it later.
-- expect: error "may not have "__gc""
setmetatable({}, { __gc = false })
