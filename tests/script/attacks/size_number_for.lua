-- A million digits as the limit of a loop, again and again.
-- expect: verdict wall|budget
-- clock: real
local s = ("0"):rep(2^20 - 1) .. "1"
while true do pcall(function() for i = 1, s do end end) end
