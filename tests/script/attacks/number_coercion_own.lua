-- A text and an object with __add.
-- expect: value added
return "10" + setmetatable({}, { __add = function() return "added" end })
