-- Asks for more than there may be.
-- expect: error "too many results"
return table.unpack({}, math.maxinteger - 2000, math.maxinteger)
