-- Sets __mode.
-- expect: error "may not have "__mode""
setmetatable({}, { __mode = function() end })
