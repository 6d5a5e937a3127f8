-- A replacement that ends in a percent sign.
-- expect: error "invalid use of"
return ("abc"):gsub("a", "%")
