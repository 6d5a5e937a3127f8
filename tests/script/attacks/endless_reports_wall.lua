-- Never ends, on a machine so slow that the wall limit comes first.
-- expect: verdict wall
-- clock: fast
while true do end
