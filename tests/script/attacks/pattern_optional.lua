-- A pattern that takes stock Lua seconds to years.
-- expect: error "too many steps"
local s, p = ("a"):rep(30), ("a?"):rep(30) .. ("a"):rep(30)
return s:find(p)
