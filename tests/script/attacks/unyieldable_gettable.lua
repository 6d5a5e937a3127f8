-- Loops inside a gettable callback, where the hook cannot yield.
-- expect: verdict budget
local f = function() while true do end end
("abc"):gsub(".", setmetatable({}, { __index = f }))
