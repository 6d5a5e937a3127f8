-- Loops inside a sort callback, where the hook cannot yield.
-- expect: verdict budget
local f = function() while true do end end
table.sort({ 3, 2, 1 }, f)
