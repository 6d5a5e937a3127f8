-- pcall with more results than fit.
-- expect: value 1001
return select('#', pcall(table.unpack, {}, 1, 1000))
