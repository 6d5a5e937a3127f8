-- After the verdict in a callback, code behind the pcall must not run.
-- expect: verdict budget
local ran = {}
("x"):gsub("x", function()
  pcall(function() while true do end end)
  ran[1] = true
  while true do ran[#ran + 1] = true end
end)
