-- The weak metatable of luaV_finishset, with the heap at its cap.
-- expect: error "may not have "__mode""
local t = setmetatable({}, { __mode = "k", __newindex = function(t, k, v) rawset(t, k, v) end })
for i = 1, 1e7 do t[{}] = { i } end
