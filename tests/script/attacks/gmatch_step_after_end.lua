-- Calls an iterator again after it ended.
-- expect: value nil nil
local it = ("a"):gmatch("a") it() local a, b = it(), it() return tostring(a) .. " " .. tostring(b)
