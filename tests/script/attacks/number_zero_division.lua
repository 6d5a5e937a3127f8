-- Integer division by zero.
-- expect: error "attempt to divide by zero"
return 1 // 0
