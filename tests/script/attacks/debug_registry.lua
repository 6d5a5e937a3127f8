-- Asks debug for the registry.
-- expect: error "attempt to index a nil value (global 'debug')"
return debug.getregistry()
