-- __name that is no text.
-- expect: error "must be a text"
setmetatable({}, { __name = {} })
