-- An error far down in a file.
-- expect: error "attempt to call a nil value"
local f
f()
