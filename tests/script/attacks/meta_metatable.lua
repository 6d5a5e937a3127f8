-- Sets __metatable.
-- expect: error "may not have "__metatable""
setmetatable({}, { __metatable = function() end })
