-- Takes all the memory there is.
-- expect: verdict memory
table.sort({ 2, 1 }, function() local t = {} for i = 1, 1e9 do t[i] = {} end end)
