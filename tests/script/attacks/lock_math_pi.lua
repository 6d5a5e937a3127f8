-- Changes what all scripts of the state share.
-- expect: error "math cannot be changed"
math.pi = 3
