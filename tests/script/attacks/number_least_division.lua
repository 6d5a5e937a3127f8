-- The least integer divided by -1.
-- expect: value -9223372036854775808 0 0
local m = math.mininteger return table.concat({ m // -1, m % -1, math.fmod(m, -1) }, " ")
