-- Replaces its own _ENV; the state is not touched.
-- expect: value 1 nil
local type, _ENV = type, { y = 1 }
x = 1
return x .. " " .. type(string)
