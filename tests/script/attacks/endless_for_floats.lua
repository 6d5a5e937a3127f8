-- Never ends.
-- expect: verdict budget
for i = 1, 1e300, 1.0 do end
