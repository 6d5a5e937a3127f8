-- Calls the iterator of ipairs with the greatest integer.
-- expect: value nil
local step = ipairs {} return (step({}, math.maxinteger))
