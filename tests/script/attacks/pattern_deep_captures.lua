-- Captures in captures.
-- expect: error "too many captures"
return ("a"):find(("("):rep(10000))
