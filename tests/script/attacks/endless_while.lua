-- Never ends.
-- expect: verdict budget
while true do end
