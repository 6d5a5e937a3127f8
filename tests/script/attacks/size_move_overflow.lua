-- Asks for more than there may be.
-- expect: error "out of bounds"
return table.move({}, math.mininteger, math.maxinteger, 1)
