-- Shifts by more than there are bits.
-- expect: value 0 0 -1
return table.concat({ 1 << 64, 1 >> math.maxinteger, -1 << math.mininteger >> 0 | -1 }, " ")
