-- Sets __gc.
-- expect: error "may not have "__gc""
setmetatable({}, { __gc = function() end })
