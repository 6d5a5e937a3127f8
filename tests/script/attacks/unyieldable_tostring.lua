-- Loops inside a tostring callback, where the hook cannot yield.
-- expect: verdict budget
local f = function() while true do end end
tostring(setmetatable({}, { __tostring = f }))
