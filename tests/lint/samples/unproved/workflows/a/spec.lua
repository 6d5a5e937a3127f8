spec "INV-1 XF-D2 XF-D7: it is so (INV-2 is not in front)" (function(t) end)
