-- Throws its environment away.
-- expect: error "attempt to index a nil value (upvalue '_ENV')"
_ENV = nil
return x
