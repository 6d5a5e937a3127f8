-- Integers come before texts.
-- expect: value -3,1,2,10,,a
local out = {}
for k in pairs { a = 1, [10] = 1, [-3] = 1, "x", "y", [""] = 1 } do out[#out + 1] = k end
return table.concat(out, ",")
