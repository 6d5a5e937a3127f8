-- Asks for more than there may be.
-- expect: error "out of range"
return select(0)
