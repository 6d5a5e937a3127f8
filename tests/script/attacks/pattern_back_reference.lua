-- A pattern that takes stock Lua seconds to years.
-- expect: error "too many steps"
local s, p = ("a"):rep(20000), "(a*)%1b"
return s:find(p)
