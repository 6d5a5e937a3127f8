-- sub from one end of the integers to the other.
-- expect: value abc
return ("abc"):sub(math.mininteger, math.maxinteger)
