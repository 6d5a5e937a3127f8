-- Each replacement is longer than the text.
-- expect: error "result too long"
local s = ("x"):rep(10000) return s:gsub("x", ("y"):rep(200))
