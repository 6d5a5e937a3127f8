-- Never ends.
-- expect: verdict budget
for i = math.mininteger, math.maxinteger do end
