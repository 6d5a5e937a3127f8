-- A malformed pattern at the end of its text.
-- expect: error "ends with '%'"
return ("abc"):match("%")
