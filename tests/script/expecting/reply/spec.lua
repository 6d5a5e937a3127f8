-- Expectations that are not met, each with what it must say: run by tests/script/lua/expecting.sh.
local function begin(t)
  t:now "2026-01-05 09:00"
  t:county()
  local case = t:start("reply", {}, { office = "370102003" })
  t:as("officer"):claim(case, "answer")
  return case
end

spec "no blue card was given since the last act; the last one is yellow." (function(t)
  local case = begin(t)
  t:advance_to(case:due "own-reply")
  t:expect(case):card "blue"
end)
spec "no yellow card was given since the last act; the last one is none." (function(t)
  local case = begin(t)
  t:advance_to(case:due "own-reply")
  t:as("unit_head"):extend(case, "own-reply", days(10), "案情复杂")
  t:expect(case):card "yellow"                                                  -- it was given before that
end)
spec 'told were "officer@370102003", "unit_head@370102003".' (function(t)
  local case = begin(t)
  t:advance_to(case:due "own-reply")
  t:expect(case):notified "supervisor"
end)
spec '"officer" was not told since the last act; nobody was told.' (function(t)
  local case = begin(t)
  t:advance_to(case:due "own-reply")
  t:as("unit_head"):extend(case, "own-reply", days(10), "案情复杂")
  t:expect(case):notified "officer"
end)
spec 'no letter "extension" since the last act.' (function(t)
  t:expect(begin(t)):letter "extension"
end)
spec 'the case is held by "370102003", not by "parent", which is 370102.' (function(t)
  t:expect(begin(t)):held_by "parent"
end)
spec '"officer" sees the case, and "sender" is not sealed from it.' (function(t)
  t:as("officer"):cannot_see(begin(t), "sender")
end)
spec 'was refused as "approver_is_applicant"' (function(t)
  t:as("officer"):refused "not_found" :extend(begin(t), "own-reply", days(10), "案情复杂")
end)
spec 'there is no letter "extension".' (function(t)
  t:as("officer"):serve(begin(t), "extension", { way = "in_person" })
end)
