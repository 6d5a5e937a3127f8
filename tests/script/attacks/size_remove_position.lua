-- Asks for more than there may be.
-- expect: error "position out of bounds"
table.remove({ 1 }, 3)
