-- The place that travels with an error is no field of it.
-- expect: value code message
local ok, e = pcall(error, { code = "c", message = "m" })
local out = {}
for k in pairs(e) do out[#out + 1] = k end
return table.concat(out, " ")
