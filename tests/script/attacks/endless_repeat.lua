-- Never ends.
-- expect: verdict budget
repeat until false
