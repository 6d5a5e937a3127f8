-- A pattern that takes stock Lua seconds to years.
-- expect: error "too many steps"
local s, p = ("a"):rep(256), ("a*"):rep(4) .. "b"
return s:find(p)
