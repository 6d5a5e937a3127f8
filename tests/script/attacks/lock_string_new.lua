-- Changes what all scripts of the state share.
-- expect: error "string cannot be changed"
string.evil = function() end
