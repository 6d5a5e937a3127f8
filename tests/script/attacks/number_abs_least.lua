-- abs of the least integer.
-- expect: value -9223372036854775808
return math.abs(math.mininteger)
