-- Claims a stack overflow.
-- expect: error "stack overflow"
error('stack overflow')
