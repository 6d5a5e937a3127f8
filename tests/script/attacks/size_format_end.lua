-- Asks for more than there may be.
-- expect: error "invalid conversion"
return ('%'):format(1)
