-- A malformed pattern at the end of its text.
-- expect: error "invalid capture index"
return ("abc"):match("(%1)")
