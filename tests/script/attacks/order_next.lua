-- next alone goes in the same order.
-- expect: value 1 2 a b
local t, out, k = { b = 1, a = 1, 1, 1 }, {}, nil
repeat k = next(t, k) out[#out + 1] = k until not k
return table.concat(out, " ")
