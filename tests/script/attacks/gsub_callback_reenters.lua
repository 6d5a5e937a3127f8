-- gsub inside gsub, in the same text.
-- expect: value a1a1b1b1
return (("ab"):gsub(".", function(c) return (("xx"):gsub("x", function() return c .. 1 end)) end))
