-- Asks for more than there may be.
-- expect: error "is not taken here"
table.sort(setmetatable({}, { __len = function() return 1e9 end }))
