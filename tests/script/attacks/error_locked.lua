-- Raises a locked table.
-- expect: error "without code and message"
error(math)
