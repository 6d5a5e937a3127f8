-- An error object whose __index never ends.
-- expect: error "table without code and message"
error(setmetatable({}, { __index = function() while true do end end }))
