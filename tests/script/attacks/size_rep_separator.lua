-- Asks for more than there may be.
-- expect: error "result too long"
return ('x'):rep(2^19, 'yyyy')
