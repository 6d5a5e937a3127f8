-- A table with code and message, uncaught.
-- expect: error "told"
error { code = 'mine', message = 'told' }
