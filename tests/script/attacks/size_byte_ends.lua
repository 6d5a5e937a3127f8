-- byte beyond both ends.
-- expect: value nil 97 99
local s = "abc" return tostring((s:byte(10))) .. " " .. s:byte(math.mininteger, 1) .. " " .. s:byte(-1)
