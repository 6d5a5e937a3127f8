-- Catches the error of the matcher for ever.
-- expect: verdict budget
local s = ("a"):rep(65536)
while true do pcall(string.find, s, ".-b") end
