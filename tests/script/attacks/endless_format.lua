-- Never ends.
-- expect: verdict budget
while true do local s = ("%d %s %5.2f"):format(1, "x", 2.5) end
