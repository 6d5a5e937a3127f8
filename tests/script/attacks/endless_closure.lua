-- Never ends.
-- expect: verdict budget
while true do local f = function() return f end end
