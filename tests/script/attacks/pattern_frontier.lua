-- A pattern that takes stock Lua seconds to years.
-- expect: error "too many steps"
local s, p = ("a"):rep(50000), "%f[" .. ("b"):rep(100) .. "]"
return s:find(p)
