-- Asks for more than there may be.
-- expect: error "invalid conversion"
return ('%-+ #0-+ #0d'):format(1)
