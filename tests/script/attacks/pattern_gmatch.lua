-- The same through gmatch.
-- expect: error "too many steps"
for _ in ("a"):rep(65536):gmatch(".-b") do end
