-- Asks for more than there may be.
-- expect: error "string expected"
return tonumber(10, 10)
