-- Asks for more than there may be.
-- expect: error "result too long"
return ('xx'):rep(math.maxinteger)
