-- utf8 functions and stray bytes.
-- expect: value nil nil false false
local a, b = utf8.len("\x80"), utf8.len("\xC0\x80")
return tostring(a) .. " " .. tostring(b) .. " " .. tostring((pcall(utf8.codepoint, "\xFF"))) .. " " .. tostring((pcall(function() for _ in utf8.codes("a\x80") do end end)))
