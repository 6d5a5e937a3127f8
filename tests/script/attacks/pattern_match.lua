-- The same through match.
-- expect: error "too many steps"
return ("a"):rep(65536):match("(.-)b")
