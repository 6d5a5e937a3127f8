-- The same through next.
-- expect: error "has a table as a key"
return next({ [{}] = 1 })
