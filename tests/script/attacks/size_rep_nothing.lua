-- An empty text, very often.
-- expect: value 0
return #(""):rep(math.maxinteger)
