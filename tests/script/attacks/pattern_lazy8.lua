-- A pattern that takes stock Lua seconds to years.
-- expect: error "too many steps"
local s, p = ("a"):rep(40), ("a-"):rep(8) .. "b"
return s:find(p)
