-- Asks for more than there may be.
-- expect: error "invalid conversion"
return ('%*d'):format(1, 2)
