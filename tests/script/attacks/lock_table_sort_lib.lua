-- Changes what all scripts of the state share.
-- expect: error "cannot be changed"
table.sort(string)
