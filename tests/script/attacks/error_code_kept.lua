-- pcall gives the very table.
-- expect: value true mine
local e = { code = "mine" } local ok, got = pcall(error, e) return tostring(got == e) .. " " .. got.code
