-- Never ends.
-- expect: verdict budget
while true do tostring({}) end
