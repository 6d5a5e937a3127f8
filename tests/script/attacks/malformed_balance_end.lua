-- A malformed pattern at the end of its text.
-- expect: error "missing arguments"
return ("abc"):match("%b(")
