-- A plain search that is quadratic by the school book.
-- expect: value nil
return tostring((("a"):rep(2^19):find(("a"):rep(2^18) .. "b", 1, true)))
