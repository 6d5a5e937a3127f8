-- Sets __pairs.
-- expect: error "may not have "__pairs""
setmetatable({}, { __pairs = function() end })
