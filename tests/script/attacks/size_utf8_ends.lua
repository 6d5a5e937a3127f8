-- utf8.offset and utf8.len at the ends.
-- expect: value nil 3
return tostring(utf8.offset("abc", math.maxinteger)) .. " " .. utf8.len("abc", 1, -1)
