-- Takes all the memory there is.
-- expect: verdict memory
while true do pcall(function() local t = {} for i = 1, 1e9 do t[i] = {} end end) end
