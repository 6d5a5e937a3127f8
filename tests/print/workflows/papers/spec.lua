spec "long and bare papers are written" (function(t)
  t:now "2026-01-05 09:00"
  for _, name in ipairs { "long", "bare" } do
    local case = t:start("papers", name, { office = "370102" })
    t:expect(case):letter "short"
    t:as("clerk"):complete(case, "read", {})
    t:expect(case):outcome "done"
  end
end)
