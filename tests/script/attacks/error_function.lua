-- Raises a function.
-- expect: error "function#1"
error(function() end)
