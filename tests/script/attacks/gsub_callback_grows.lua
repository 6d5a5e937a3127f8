-- A callback that returns large texts.
-- expect: error "result too long"
local big = ("y"):rep(2^19) return ("xxxx"):gsub("x", function() return big end)
