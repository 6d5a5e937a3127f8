-- Never ends.
-- expect: verdict budget
while true do pcall(error) end
