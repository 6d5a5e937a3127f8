-- What goes outside and what people are told, as a spec sees it.
workflow "telling_outside" { zh = "对外", en = "Telling outside", intake = "opening", start = "asking",
  outcomes = { { "kept", zh = "已存", en = "Kept" }, { "lost", zh = "未存", en = "Lost" } } }
form "opening" { zh = "开始", en = "Opening", text "words" { zh = "话", en = "Words" }, number "n" { zh = "数", en = "Number" } }
notice "night" { zh = "夜间通知", en = "By night" }
notice "alarm" { zh = "险情", en = "Alarm", life_safety = true }

stage "asking" { zh = "询问", en = "Asking", next = { "waiting" }, function(case)
  case:notify("night", { to = { "clerk", "head" } })
  case:notify("alarm", { to = "clerk", with = { n = case.data.n } })
  local answer = case:effect("archive", { with = { words = case.data.words, n = case.data.n } })
  if answer.outcome == "failed" then return case:close "lost" end
  if answer.number == 7 then return "waiting" end
  return case:close "kept"
end }
-- A target that is silent holds up nothing but who waits for it.
stage "waiting" { zh = "等待", en = "Waiting", function(case)
  local which, value = case:first {
    quiet = function() return case:effect("quiet", { with = {} }).outcome end,
    time = function() case:sleep(days(10)) return "late" end,
  }
  if which == "quiet" and value == "failed" then return case:close "lost" end
  return case:close "kept"
end }
