-- A pattern that takes stock Lua seconds to years.
-- expect: error "too many steps"
local s, p = ("ab"):rep(3000), "(.*)(.*)%1%2x"
return s:find(p)
