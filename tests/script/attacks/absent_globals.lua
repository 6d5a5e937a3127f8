-- Reaches for every door of the stock environment.
-- expect: value nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil nil
local seen = {}
for i, name in ipairs { "load", "loadstring", "loadfile", "dofile", "require", "module", "debug", "io", "os", "package", "coroutine", "collectgarbage", "warn", "xpcall", "print", "newproxy", "setfenv", "getfenv", "unpack", "arg", "jit", "bit32" } do seen[i] = type(_G[name]) end
return table.concat(seen, " ")
