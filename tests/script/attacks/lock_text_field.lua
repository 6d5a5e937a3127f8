-- Changes what all scripts of the state share.
-- expect: error "attempt to index a string value"
("x").y = 1
