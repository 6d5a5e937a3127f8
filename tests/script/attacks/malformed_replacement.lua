-- A replacement that names no capture.
-- expect: error "invalid capture index"
return ("abc"):gsub("(a)", "%2")
