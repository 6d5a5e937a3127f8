-- Points __call at the table itself, afterwards.
-- expect: error "attempt to call a table value"
local mt = {}
local t = setmetatable({}, mt)
mt.__call = t
t()
