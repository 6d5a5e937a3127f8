-- Asks for more than there may be.
-- expect: error "base out of range"
return tonumber('1', 37)
