-- Asks for more than there may be.
-- expect: error "too many results"
return ('x'):rep(1001):byte(1, -1)
