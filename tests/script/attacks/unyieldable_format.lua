-- Loops inside a format callback, where the hook cannot yield.
-- expect: verdict budget
local f = function() while true do end end
("%s"):format(setmetatable({}, { __tostring = f }))
