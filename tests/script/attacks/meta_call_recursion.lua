-- __call that calls itself for ever.
-- expect: verdict stack|memory
local t = {}
setmetatable(t, { __call = function(self, n) return 1 + self(n + 1) end })
return t(1)
