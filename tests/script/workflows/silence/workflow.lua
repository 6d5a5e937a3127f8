workflow "silence" { zh = "沉默", en = "Silence", start = "one",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
clock "own-day" { zh = "一天", en = "A day", owner = "office", basis = "assumed", within = days(1) }
form "word" { zh = "意见", en = "Word", outcome "yes" { zh = "同意", en = "Yes" }, outcome "no" { zh = "不同意", en = "No" },
  choice "why" { zh = "原因", en = "Why", { "a", zh = "甲", en = "A" } } }
form "list" { zh = "名单", en = "List", rows "people" { zh = "人员", en = "People", text "label" { zh = "标签", en = "Label", plain = true } } }

stage "one" { zh = "一人", en = "One", next = { "many" }, function(case)
  local word = case:ask("word", { to = "citizen", expires = "own-day" })
  if word.outcome == "expired" then
    local ok, err = pcall(function() return word.why end)
    case:set { raised = not ok, code = err.code }
  end
  case:add("people", { label = "a" })
  case:add("people", { label = "b" })
  case:add("people", { label = "c" })
  return "many"
end }
-- Some answer, some do not: the list is complete and in order, and :only is false.
stage "many" { zh = "多人", en = "Many", next = { "stopping" }, function(case)
  local words = case:ask_each("word", case.data.people, { expires = "own-day" })
  case:set { yes = words:count "yes", expired = words:count "expired", only = words:only "yes", last = words[3].row == case.data.people[3] }
  return "stopping"
end }
stage "stopping" { zh = "即止", en = "Stopping", next = { "reading" }, function(case)
  local words = case:task_each("word", case.data.people, { to = "clerk", due = "own-day", stop_on = "no" })
  case:set { refused = words:has "no", answered = #words }
  local none = case:task_each("word", {}, { to = "clerk" })
  case:set { none = #none }
  return "reading"
end }
-- A field of an expired answer raises: the case is parked, nothing it asked for is kept.
stage "reading" { zh = "读取", en = "Reading", function(case)
  local d = case.data
  if not d.raised or d.yes ~= 2 or d.expired ~= 1 or d.only or not d.last or not d.refused or d.none ~= 0 then error { code = "wrong" } end
  local word = case:ask("word", { to = "citizen", expires = "own-day" })
  if word.why == "a" then return case:close "done" end
  return case:close "done"
end }
