-- Chance without the case.
-- expect: value nil nil
return type(math.random) .. " " .. type(math.randomseed)
