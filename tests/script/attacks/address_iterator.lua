-- The iterator of pairs shows nothing.
-- expect: value function#1
return tostring((pairs({})))
