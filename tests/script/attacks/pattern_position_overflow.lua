-- find from the ends of the integers.
-- expect: value nil 1
return tostring((("abc"):find("a", math.maxinteger))) .. " " .. tostring((("abc"):find("a", math.mininteger)))
