-- assert with a table.
-- expect: error "said"
assert(false, { code = 'x', message = 'said' })
