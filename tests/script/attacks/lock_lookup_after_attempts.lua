-- Tries many changes in pcall, then uses the library.
-- expect: value xxx 1,2
for _, f in ipairs { function() string.rep = nil end, function() rawset(string, "rep", nil) end,
  function() setmetatable(string, nil) end, function() table.concat = 1 end } do
  assert(not pcall(f))
end
return ("x"):rep(3) .. " " .. table.concat({ 1, 2 }, ",")
