-- An error object whose __tostring never ends.
-- expect: error "table without code and message"
error(setmetatable({}, { __tostring = function() while true do end end }))
