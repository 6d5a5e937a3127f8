-- Looks for the private copy in the class it hangs on.
-- expect: value __index
local mt = { __index = {} }
setmetatable({}, mt)
local seen = {}
for k in pairs(mt) do seen[#seen + 1] = tostring(k) end
local k = next(mt)
while k do assert(type(k) == "string") k = next(mt, k) end
return table.concat(seen, " ")
