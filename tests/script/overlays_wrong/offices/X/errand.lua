customize "errand" {
  after = { taken = function(case) return "ending" end },
}

spec "what runs after a stage cannot choose the next" (function(t)
  local case = t:start("errand")
  t:as("clerk"):complete(case, "work", { outcome = "ok" })
  t:expect(case):stage "taken" :status "parked" :incident "bad_return"
end)
