-- pcall of nothing.
-- expect: error "value expected"
pcall()
