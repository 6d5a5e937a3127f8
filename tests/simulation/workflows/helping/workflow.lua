-- Places for many: posts that overlap, a waiting list, swaps, no-shows, waves; then an alarm.
workflow "helping" { zh = "互助", en = "Helping", intake = "opening", start = "inviting",
  outcomes = { { "done", zh = "完成", en = "Done" }, { "unfilled", zh = "无人", en = "Unfilled" } },
}
clock "SIM-H1" { zh = "接单", en = "Claim", owner = "office", basis = "assumed", within = hours(5) }
clock "SIM-H2" { zh = "到岗", en = "Come", owner = "office", basis = "assumed", within = minutes(40) }
form "opening" { zh = "开始", en = "Opening",
  number "mark" { zh = "标记", en = "Mark", required = true },
  number "n" { zh = "数", en = "Number", required = true, min = 0, max = 1000 },
  rows "posts" { zh = "岗位", en = "Posts",
    text "post" { zh = "岗位", en = "Post", plain = true }, time "starts" { zh = "始", en = "Starts" },
    time "ends" { zh = "止", en = "Ends" }, number "need" { zh = "人", en = "Need" } },
}
form "step" { zh = "一步", en = "Step",
  outcome "yes" { zh = "是", en = "Yes" }, outcome "no" { zh = "否", en = "No" },
  number "mark" { zh = "标记", en = "Mark", required = true }, number "n" { zh = "数", en = "Number" },
}

stage "inviting" { zh = "派单", en = "Inviting", next = { "serving", "alarming" }, function(case)
  if not case.data.posts then return "alarming" end
  local approve
  if case.data.n % 4 == 0 then approve = "officer" end
  local which, team = case:first {
    team = function()
      return case:dispatch("crew", { posts = "posts", fewest = 1, waitlist = 2, swap = "consent", no_show = "SIM-H2", approve = approve,
        waves = { { to = "citizen", lasts = "SIM-H1" }, { to = "volunteer", lasts = hours(3) }, { to = "clerk", lasts = hours(30) } } })
    end,
    word = function() case:sleep(hours(20)) return { filled = 0, fewest = 0 } end,
  }
  case:set { which = which }
  return "serving"
end }
stage "serving" { zh = "服务", en = "Serving", next = { "alarming" }, function(case)
  local service = case:attend "crew"
  case:set { served = service.done, minutes_served = service.minutes, missed = service.no_shows, shown = #case:places "crew" }
  return "alarming"
end }
stage "alarming" { zh = "告警", en = "Alarming", next = { "rescuing" }, function(case)
  local team = case:dispatch("rescue", { levels = {
    { to = "citizen", acknowledge = minutes(30), arrive = hours(2) }, { to = "officer", acknowledge = "SIM-H2" }, { to = "clerk", acknowledge = hours(1) } } })
  case:set { answered = team.filled }
  return "rescuing"
end }
stage "rescuing" { zh = "救援", en = "Rescuing", function(case)
  local rescue = case:attend "rescue"
  case:set { came = rescue.done }
  case:task("step", { to = "clerk" })
  return case:close "done"
end }
