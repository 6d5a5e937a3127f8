-- Text of a table must not be an address.
-- expect: value table#1 table#2 table#1
local a, b = {}, {} return tostring(a) .. " " .. tostring(b) .. " " .. tostring(a)
