-- Something that is no Lua.
-- expect: error "expected"
local = = 3
