-- Fields cleared while going through are passed over, new ones not visited.
-- expect: value a,c
local t, out = { a = 1, b = 1, c = 1 }, {}
for k in pairs(t) do out[#out + 1] = k t.b = nil t["z" .. k] = 1 end
return table.concat(out, ",")
