-- Raises a text of 1 MiB.
-- expect: error "xxxxxxxx"
error(('x'):rep(2^20 - 100), 0)
