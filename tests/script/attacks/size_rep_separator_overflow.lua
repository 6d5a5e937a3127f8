-- Asks for more than there may be.
-- expect: error "result too long"
return (''):rep(2^62, 'yyyy')
