-- Adds __mode after setmetatable; the table must not become weak.
-- expect: value 100
local mt = {}
local t = setmetatable({}, mt)
mt.__mode = "kv"
for i = 1, 100 do t[i] = { i } end
for i = 1, 200000 do local garbage = { i } end
return #t
