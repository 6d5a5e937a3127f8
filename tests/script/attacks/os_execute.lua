-- Runs a command.
-- expect: error "attempt to index a nil value (global 'os')"
os.execute("true")
