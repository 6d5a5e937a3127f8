spec "INV-1: it is so" (function(t) end)
