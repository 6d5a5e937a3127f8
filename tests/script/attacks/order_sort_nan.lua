-- nan in a list of numbers must not lose elements.
-- expect: value 5
local t = { 3, 0/0, 1, 0/0, 2 } table.sort(t) return #t
