-- __call that is a table.
-- expect: error "must be a function"
local t = {}
setmetatable(t, { __call = t })
t()
