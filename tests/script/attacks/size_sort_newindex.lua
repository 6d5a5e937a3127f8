-- Asks for more than there may be.
-- expect: error "is not taken here"
table.sort(setmetatable({ 2, 1 }, { __newindex = function() end }))
