-- Levels beyond the stack.
-- expect: error "far"
error('far', math.maxinteger // 2^33)
