-- A malformed pattern at the end of its text.
-- expect: error "unfinished capture"
return ("abc"):match("(")
