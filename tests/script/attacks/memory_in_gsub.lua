-- Takes all the memory there is.
-- expect: verdict memory
("x"):gsub("x", function() local t = {} while true do t[#t + 1] = {} end end)
