-- Order of pairs over text keys must not show the seed of the state.
-- expect: value a,aa,b,k1,k10,k2,z
local t, out = {}, {}
for _, k in ipairs { "z", "k10", "aa", "k2", "b", "k1", "a" } do t[k] = true end
for k in pairs(t) do out[#out + 1] = k end
return table.concat(out, ",")
