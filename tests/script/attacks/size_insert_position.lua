-- Asks for more than there may be.
-- expect: error "position out of bounds"
table.insert({}, 5, 1)
