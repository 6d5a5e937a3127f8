-- Sets __close.
-- expect: error "may not have "__close""
setmetatable({}, { __close = function() end })
