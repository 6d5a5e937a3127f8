-- Text of a table through %s.
-- expect: value <table#1>
return ("<%s>"):format({})
