-- A callback that raises in the middle.
-- expect: value false nil
local ok = pcall(string.gsub, "abc", ".", function() error() end) return tostring(ok) .. " " .. tostring(x)
