-- Asks for more than there may be.
-- expect: error "is not taken here"
return table.concat(setmetatable({}, { __len = function() return 1e9 end }))
