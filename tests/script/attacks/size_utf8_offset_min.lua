-- utf8.offset with the least integer.
-- expect: value nil
return tostring(utf8.offset("abc", math.mininteger))
