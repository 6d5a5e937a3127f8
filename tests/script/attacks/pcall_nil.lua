-- pcall of nil.
-- expect: value false attempt to call a nil value
local ok, e = pcall(nil) return tostring(ok) .. " " .. e
