-- Asks for more than there may be.
-- expect: error "invalid conversion"
return ('%100d'):format(1)
