-- A text of a million digits as a number.
-- expect: value nil
return tostring(tonumber(("1"):rep(2^20)))
