-- Asks for more than there may be.
-- expect: error "invalid conversion"
return ('%.100f'):format(1)
