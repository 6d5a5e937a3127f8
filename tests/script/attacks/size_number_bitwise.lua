-- Bitwise arithmetic on a text of a million digits.
-- expect: error "bitwise operation on a string"
return ("1"):rep(2^20) | 0
