-- Raises nothing.
-- expect: error "nil"
error()
