-- More optional parts than the matcher may go into.
-- expect: error "too complex"
return ("a"):rep(400):find(("a?"):rep(400))
