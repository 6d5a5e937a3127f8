-- A malformed pattern at the end of its text.
-- expect: error "too many captures"
return ("abc"):match(("()"):rep(33))
