-- The same, with every error caught inside and outside.
-- expect: verdict budget
local function f() while true do pcall(function() while true do end end) end end
while true do pcall(function() ("abc"):gsub(".", setmetatable({}, { __index = f })) end) end
