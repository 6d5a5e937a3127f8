-- A pattern that takes stock Lua seconds to years.
-- expect: error "too many steps"
local s, p = ("a"):rep(10000), "[" .. ("b"):rep(1000) .. "]"
return s:find(p)
