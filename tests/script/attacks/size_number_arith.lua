-- Arithmetic on a text of a million digits.
-- expect: error "arithmetic on a string"
return ("1"):rep(2^20) + 0
