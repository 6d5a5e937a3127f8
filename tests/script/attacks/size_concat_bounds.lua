-- Asks for more than there may be.
-- expect: error "out of bounds"
return table.concat({ 1 }, '', 1, math.maxinteger)
