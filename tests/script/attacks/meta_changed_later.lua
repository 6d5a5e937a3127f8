-- Changes a metafield after setmetatable: it is not in force.
-- expect: value nil
local mt = {}
local t = setmetatable({}, mt)
mt.__index = function() return "in force" end
return type(t.x)
