-- Asks for more than there may be.
-- expect: error "is not taken here"
table.insert(setmetatable({}, { __len = function() return 2e8 end }), 1, 1)
