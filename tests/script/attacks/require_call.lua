-- Calls require as if it were there.
-- expect: error "attempt to call a nil value (global 'require')"
return require "os"
