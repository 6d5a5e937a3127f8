customize "petition" {
  clocks = { ["XF-D1"] = { within = days(10) } },                               -- law: 15 days; longer is refused
  forms  = { application = { number "hamlet" { zh = "片区", en = "Hamlet", min = 1 } } },
  route  = { accepting = { investigating = "door_visit" } },                    -- on the way from accepting to investigating
  before = { transferring = function(case) case:note { zh = "已核对片区", en = "Hamlet looked up" } end },
}
clock "own-visit" { zh = "上门", en = "Visit", within = workdays(2), owner = "office", basis = "assumed" }
form "visit" { zh = "上门走访", en = "Visit", outcome "done" { zh = "已走访", en = "Done" } }
stage "door_visit" { zh = "上门走访", en = "Door visit", next = { "investigating" }, function(case)
  local visit = case:task("visit", { to = "grid_worker", due = "own-visit" })
  case:set { visited_on = visit.on, hamlet_seen = case.data.hamlet }
  return "investigating"
end }
