-- What runs before or after a stage cannot end it.

customize "errand" {
  before = { taken = function(case) return case:close "done" end },
}

spec "what runs before a stage cannot close the case" (function(t)
  local case = t:start("errand")
  t:expect(case):status "parked" :incident "bad_return"
end)
