-- Asks for more than there may be.
-- expect: error "no integer representation"
return ('%d'):format(1.5)
