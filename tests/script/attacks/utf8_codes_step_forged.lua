-- Calls the iterator of codes with positions of its own.
-- expect: value ok
local step, s = utf8.codes("abc")
for _, i in ipairs { -1, 3, 4, 100, math.maxinteger, math.mininteger } do pcall(step, s, i) pcall(step, "", i) pcall(step, nil, i) end
return "ok"
