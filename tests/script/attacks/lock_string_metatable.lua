-- Changes what all scripts of the state share.
-- expect: error "attempt to index a nil value"
getmetatable("").__index = nil
