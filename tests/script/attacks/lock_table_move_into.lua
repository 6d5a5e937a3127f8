-- Changes what all scripts of the state share.
-- expect: error "cannot be changed"
table.move({ 1 }, 1, 1, 1, math)
