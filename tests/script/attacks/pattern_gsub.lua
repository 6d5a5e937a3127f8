-- The same through gsub.
-- expect: error "too many steps"
return ("a"):rep(65536):gsub(".-b", "")
