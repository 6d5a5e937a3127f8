-- fmod by integer zero.
-- expect: error "zero"
return math.fmod(1, 0)
