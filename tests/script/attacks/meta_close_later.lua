-- Adds __close after setmetatable and uses a variable to be closed.
-- expect: error "non-closable value"
local mt = {}
local t = setmetatable({}, mt)
mt.__close = function() while true do end end
do local x <close> = t end
