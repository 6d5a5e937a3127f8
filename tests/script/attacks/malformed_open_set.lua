-- A malformed pattern at the end of its text.
-- expect: error "missing ']'"
return ("abc"):match("[")
