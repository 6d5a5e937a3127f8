-- The same with the needle almost there.
-- expect: value 262145
return ((("a"):rep(2^19) .. "b"):find(("a"):rep(2^18) .. "b", 1, true))
