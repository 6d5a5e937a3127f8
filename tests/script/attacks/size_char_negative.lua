-- Asks for more than there may be.
-- expect: error "out of range"
return string.char(-1)
