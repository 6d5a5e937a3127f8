-- Asks for more than there may be.
-- expect: error "no value"
return ('%d%d'):format(1)
