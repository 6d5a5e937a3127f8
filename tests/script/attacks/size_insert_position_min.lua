-- Asks for more than there may be.
-- expect: error "position out of bounds"
table.insert({}, math.mininteger, 1)
