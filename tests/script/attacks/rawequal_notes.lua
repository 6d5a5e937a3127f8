-- raw functions do not show notes.
-- expect: value nil 0 true
local t = {} tostring(t) return tostring(rawget(t, 1)) .. " " .. rawlen(t) .. " " .. tostring(rawequal(t, t))
