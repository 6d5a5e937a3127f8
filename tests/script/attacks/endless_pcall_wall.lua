-- Catches everything, on a slow machine.
-- expect: verdict wall
-- clock: fast
while true do pcall(function() while true do end end) end
