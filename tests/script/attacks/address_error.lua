-- Text of a table in an error.
-- expect: error "table without code and message"
error({})
