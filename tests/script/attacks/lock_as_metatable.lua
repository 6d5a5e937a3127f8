-- Changes what all scripts of the state share.
-- expect: error "cannot be a metatable"
setmetatable({}, string)
