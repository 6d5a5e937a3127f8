-- Volunteer service (志愿服务派单): from a request for help to hours that anybody can check.
-- Four steps, as volunteers know them: 点单 a request, 派单 an invitation, 接单 a claim, 评单 a review. Nobody is ever ordered.
-- Sources: ZY the Regulations on Volunteer Service, ZM the measures on records and certificates, CS the Charity Law.

workflow "volunteer_dispatch" { zh = "志愿服务派单", en = "Volunteer dispatch", code = "V",
  intake = "request", start = "asked", type = "kind",
  people = { requester = "requester", recipient = "recipient" },
  outcomes = {
    { "done",       zh = "已完成",         en = "Done" },
    { "declined",   zh = "不予派单",       en = "Declined" },
    { "referred",   zh = "转其他途径",     en = "Referred elsewhere" },
    { "called_off", zh = "已取消",         en = "Called off" },
    { "settled",    zh = "事项已处理",     en = "Matter settled" } },              -- of the cases that split off: an injury, a complaint, an erasure
}

setting "wide_wave" { hours(24), min = hours(1), max = hours(72), basis = "assumed", zh = "扩大邀请范围的时长", en = "Length of a wider wave" }
setting "waitlist"  { 5, min = 0, max = 100, basis = "assumed", zh = "候补人数上限", en = "How many may wait for a place" }

clock "VS-D1" { zh = "答复服务需求", en = "Answer a request", owner = "office", basis = "assumed; law: ZY 13 says promptly", ladder = "supervision",
  choose = "urgency", within = { urgent = hours(2), ordinary = workdays(2) } }
clock "VS-D2" { zh = "等待接单", en = "Wait for claims", owner = "office", basis = "assumed",
  choose = "urgency", within = { urgent = minutes(30), ordinary = hours(24) } }
clock "VS-D3" { zh = "到岗", en = "Arrive", owner = "office", basis = "assumed", within = minutes(30) }
clock "VS-D4" { zh = "评价", en = "Review", owner = "citizen", basis = "assumed", within = days(7) }

clock "own-post"        { zh = "发布岗位", en = "Publish the post", owner = "office", basis = "assumed", ladder = "supervision",
  choose = "urgency", within = { urgent = hours(1), ordinary = workdays(1) } }
clock "own-help"        { zh = "另寻帮助", en = "Find other help", owner = "office", basis = "assumed", within = workdays(2), ladder = "supervision" }
clock "own-danger"      { zh = "处置险情", en = "Make it safe", owner = "office", basis = "assumed", within = hours(2), ladder = "supervision" }
clock "own-certificate" { zh = "出具服务记录证明", en = "Issue the certificates", owner = "office", basis = "assumed; law: ZY 19 says on request, free and true",
  within = workdays(10), ladder = "supervision" }
clock "own-insurance"   { zh = "保险理赔", en = "Insurance claim", owner = "office", basis = "assumed", within = days(30), ladder = "supervision" }
clock "own-complaint"   { zh = "投诉处理", en = "Answer a complaint", owner = "office", basis = "assumed; law: ZY 26", within = days(30), ladder = "supervision" }
clock "own-erasure"     { zh = "删除个人信息", en = "Erase a profile", owner = "office", basis = "assumed; law: PI 47", within = workdays(15), ladder = "supervision" }
clock "SUP-D1"          { zh = "督办回复", en = "Answer a supervision card", owner = "office", basis = "assumed", within = workdays(3) }

ladder "supervision" {
  { "yellow", at = "due",         card = "yellow", notify = { "candidates", "unit_head" } },
  { "red",    late = workdays(1), card = "red",    notify = "supervisor", reply = "SUP-D1" },
}

letter "declined"    { zh = "志愿服务需求答复书", en = "Answer to a request", number = "志愿答〔{year}〕{n}号" }
letter "referred"    { zh = "志愿服务需求转介告知书", en = "Notice of referral", number = "志愿转〔{year}〕{n}号" }
letter "certificate" { zh = "志愿服务记录证明", en = "Certificate of volunteer service", number = "志愿证〔{year}〕{n}号" }

notice "called_off" { zh = "服务取消", en = "Called off", text = { zh = "{number}号志愿服务已取消，请勿前往。感谢您的参与。", en = "Service {number} is called off: please do not go. Thank you." } }

---------------------------------------------------------------- what may come at any time

signal "withdraw" { zh = "取消需求", en = "Withdraw the request", from = { "requester", "dispatcher" }, form = "withdrawal",
  only_in = { "asked", "publishing", "inviting", "serving", "unfilled" },
  confirm = { form = "freely_made", to = "dispatcher" } }                       -- the host asks first; the stage goes on meanwhile
on "withdraw" (function(case)
  case:notify("called_off", { to = "helpers" })                                 -- nobody has claimed yet: told to nobody
  return case:close "called_off"
end)

---------------------------------------------------------------- a request, a post, an invitation

stage "asked" { zh = "点单", en = "Asked", next = { "publishing", "unfilled" }, function(case)
  local answer = case:task("verify", { to = "dispatcher", due = "VS-D1" })
  if answer.outcome == "decline" then                                           -- the reason is for the requester alone (INV-4)
    case:letter("declined", { to = "requester", with = { reason = answer.reason, where_next = answer.where_next } })
    return case:close "declined"
  end
  if answer.outcome == "needs_professional" then return "unfilled" end
  case:set { consent = answer.consent }
  return "publishing"
end }

stage "publishing" { zh = "发布岗位", en = "Publishing the post", next = { "inviting" }, function(case)
  local post = case:task("post", { to = "organiser", approve = "unit_head", due = "own-post" })
  case:set { title = post.title, need = post.need, fewest = post.fewest, starts = post.starts, ends = post.ends,
             risk = post.risk, dangers = post.dangers, meeting_point = post.meeting_point, plan = post.plan }
  return "inviting"
end }

stage "inviting" { zh = "派单", en = "Inviting", next = { "serving", "unfilled" }, function(case)
  local team = case:dispatch("helpers", {                                       -- waits until all places are held or the last wave is over
    need = case.data.need, fewest = case.data.fewest, starts = case.data.starts, ends = case.data.ends,
    risk = case.data.risk,                                                      -- above low: adults only, insured before they check in
    waves = { { to = "grid", lasts = "VS-D2" }, { to = "town", lasts = case.settings.wide_wave }, { to = "county", lasts = case.settings.wide_wave } },
    show = { "recipient", "address" },                                          -- to who holds a place, until the end of the service
    with = { dangers = case.data.dangers },
    swap = "consent", waitlist = case.settings.waitlist, no_show = "VS-D3", finish = "photo_feedback",
  })
  if team.filled < team.fewest then return "unfilled" end
  return "serving"
end }

---------------------------------------------------------------- service, review, record

stage "serving" { zh = "服务", en = "Serving", next = { "reviewing", "unfilled" }, function(case)
  local service = case:attend "helpers"                                         -- check-in, check-out, replacing who does not come
  if service.done == 0 then return "unfilled" end
  case:set { done_on = case:today(), minutes_served = service.minutes }
  return "reviewing"
end }

stage "reviewing" { zh = "评单", en = "Reviewing", next = { "recording" }, function(case)
  case:all {                                                                    -- of the service, never of a person; silence is neutral
    requester = function() return case:ask("rating", { to = "requester", expires = "VS-D4" }) end,
    team      = function() return case:task_each("feedback", case:places "helpers", { to = "helpers", expires = "VS-D4" }) end,
  }
  return "recording"
end }

stage "recording" { zh = "记录", en = "Recording", function(case)
  case:task("hours", { to = "organiser", due = "own-certificate" })
  case:letter("certificate", { to = "helpers", with = { title = case.data.title, done_on = case.data.done_on } })
  return case:close "done"
end }

---------------------------------------------------------------- when it does not go as asked

stage "unfilled" { zh = "另寻帮助", en = "Finding other help", function(case)    -- never silence
  local found = case:task("find_help", { to = "dispatcher", office = "parent", due = "own-help" })
  case:letter("referred", { to = "requester", with = { where_next = found.where_next, reason = found.reason } })
  return case:close "referred"
end }
