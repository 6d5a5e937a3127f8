workflow "deadlines" { zh = "期限", en = "Deadlines", intake = "start", start = "running", starts = { "own-first" },
  outcomes = { { "done", zh = "完成", en = "Done" } } }
form "start" { zh = "开始", en = "Start",
  choice "speed" { zh = "缓急", en = "Speed", required = true, { "fast", zh = "快", en = "Fast" }, { "slow", zh = "慢", en = "Slow" } },
  rows "items" { zh = "条目", en = "Items", min = 1, date "by_date" { zh = "日期", en = "By", required = true } } }
form "go" { zh = "继续", en = "Go on", outcome "ok" { zh = "好", en = "OK" } }
clock "own-first" { zh = "首期", en = "The first", owner = "office", basis = "assumed", within = workdays(2) }
clock "own-speed" { zh = "按缓急", en = "By speed", owner = "office", basis = "assumed", choose = "speed", within = { fast = hours(3), slow = days(3) } }
clock "own-item" { zh = "逐条", en = "Each item", owner = "citizen", basis = "assumed", set_by = "the item" }

stage "running" { zh = "运行", en = "Running", next = { "items" }, function(case)
  if not case:running "own-first" then error { code = "not_running" } end
  case:start_clock("own-speed", { from = case:now() })
  local event = case:await_clock "own-speed"
  case:sleep(minutes(1))                                                        -- at its very instant an hour is still met
  case:set { outcome_of = event.outcome, speed_late = case:stop_clock "own-speed", first = case:stop_clock "own-first" }
  local nothing                                                                 -- a field left empty, say
  local no_from = pcall(function() case:start_clock("own-item", { row = case.data.items[1], from = nothing }) end)
  local again = pcall(function() case:stop_clock "own-first" end)
  case:set { no_from = no_from, again = again }
  for _, item in ipairs(case.data.items) do
    case:start_clock("own-item", { row = item, from = case:today(), due = item.by_date })
  end
  return "items"
end }
-- Both fall due while nobody waits for them; each is handed over once, then.
stage "items" { zh = "逐条", en = "Items", next = { "items", "ending" }, function(case)
  if not case:running "own-item" then return "ending" end
  if not case.data.slept then
    case:sleep(days(20))
    case:set { slept = true, heard = 0 }
  end
  local event = case:await_clock "own-item"
  if not case:running("own-item", { row = event.row }) then error { code = "not_the_row" } end
  case:set { heard = case.data.heard + 1 }
  case:stop_clock("own-item", { row = event.row })
  return "items"
end }
stage "ending" { zh = "结束", en = "Ending", function(case)
  local d = case.data
  if d.outcome_of ~= "due" or d.speed_late ~= "late" or d.no_from or d.again or d.heard ~= 2 then error { code = "wrong" } end
  case:task("go", { to = "clerk" })
  return case:close "done"
end }
