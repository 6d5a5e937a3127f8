-- Text of a function.
-- expect: value function#1 function#2
return tostring(type) .. " " .. tostring(function() end)
