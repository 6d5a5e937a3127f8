-- Joining a table to a text.
-- expect: error "attempt to concatenate a table value"
return 'x' .. {}
