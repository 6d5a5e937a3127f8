-- Changes what all scripts of the state share.
-- expect: error "cannot change the metatable"
setmetatable(string, { __index = {} })
