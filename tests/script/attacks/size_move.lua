-- Asks for more than there may be.
-- expect: error "out of bounds"
return table.move({}, 1, 3e8, 2)
