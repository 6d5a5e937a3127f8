-- A malformed pattern at the end of its text.
-- expect: error "invalid pattern capture"
return ("abc"):match("a)")
