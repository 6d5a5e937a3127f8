-- Asks for more than there may be.
-- expect: error "too many results"
return utf8.codepoint(('x'):rep(1001), 1, -1)
