-- Volunteer service (志愿服务派单): from a request for help to hours that anybody can check.
-- Four steps, as volunteers know them: 点单 a request, 派单 an invitation, 接单 a claim, 评单 a review. Nobody is ever ordered, nobody pays.
-- Sources: ZY the Regulations on Volunteer Service (志愿服务条例), ZM the measures on records and certificates, CS the Charity Law.

workflow "volunteer_dispatch" { zh = "志愿服务派单", en = "Volunteer dispatch", code = "V",
  intake = "request", start = "asked", type = "kind",
  people = { requester = "requester", recipient = "recipient" },
  outcomes = {
    { "done",       zh = "已完成",     en = "Done" },
    { "declined",   zh = "不予派单",   en = "Declined" },
    { "referred",   zh = "转其他途径", en = "Referred elsewhere" },
    { "called_off", zh = "已取消",     en = "Called off" },
    { "settled",    zh = "事项已办结", en = "Matter settled" } },                -- of what begins a case of its own: an injury, a complaint, a certificate, an erasure
}

setting "wide_wave" { hours(24), min = hours(1), max = hours(72), basis = "assumed", zh = "扩大邀请范围的时长", en = "Length of a wider wave" }
setting "waitlist"  { 5, min = 0, max = 100, basis = "assumed", zh = "每个岗位候补人数上限", en = "How many may wait for a place" }

---------------------------------------------------------------- deadlines

clock "VS-D1" { zh = "答复服务需求", en = "Answer a request", owner = "office", basis = "assumed; law: ZY 13 says promptly", ladder = "supervision",
  choose = "urgency", within = { urgent = hours(2), ordinary = workdays(2) } }
clock "VS-D2" { zh = "等待接单", en = "Wait for claims", owner = "office", basis = "assumed",
  choose = "urgency", within = { urgent = minutes(30), ordinary = hours(24) } }
clock "VS-D3" { zh = "到岗", en = "Arrive", owner = "office", basis = "assumed", within = minutes(30), ladder = "arrival" }
clock "VS-D4" { zh = "评价", en = "Review", owner = "citizen", basis = "assumed", within = days(7) }

clock "own-post"        { zh = "发布岗位", en = "Publish the post", owner = "office", basis = "assumed", ladder = "supervision",
  choose = "urgency", within = { urgent = hours(1), ordinary = workdays(1) } }
clock "own-brief"       { zh = "保险与安全交底", en = "Insure and brief", owner = "office", basis = "assumed; law: ZY 17 says before the service", within = hours(24), ladder = "supervision" }
clock "own-help"        { zh = "另寻帮助", en = "Find other help", owner = "office", basis = "assumed", within = workdays(2), ladder = "supervision" }
clock "own-danger"      { zh = "处置险情", en = "Make it safe", owner = "office", basis = "assumed", within = hours(2), ladder = "supervision" }
clock "own-certificate" { zh = "核定时长、出具证明", en = "Confirm hours, give certificates", owner = "office", basis = "assumed; law: ZY 19", within = workdays(10), ladder = "supervision" }
clock "own-insurance"   { zh = "保险理赔", en = "Insurance claim", owner = "office", basis = "assumed", within = days(30), ladder = "supervision" }
clock "own-complaint"   { zh = "投诉处理", en = "Answer a complaint", owner = "office", basis = "assumed; law: ZY 26", within = days(30), ladder = "supervision" }
clock "own-erasure"     { zh = "删除个人信息", en = "Erase a profile", owner = "office", basis = "assumed; law: PI 47", within = workdays(15), ladder = "supervision" }
clock "SUP-D1"          { zh = "督办回复", en = "Answer a supervision card", owner = "office", basis = "assumed", within = workdays(3) }

ladder "supervision" {
  { "yellow", at = "due",         card = "yellow", notify = { "candidates", "unit_head" } },
  { "red",    late = workdays(1), card = "red",    notify = "supervisor", reply = "SUP-D1" },
}
ladder "arrival" {                                                              -- VS-D3: 15 minutes late a call, 30 minutes late the place is free again
  { "call", left = "50%", notify = { "assignee", "organiser" } },
}

---------------------------------------------------------------- what may come at any time

local underway = { "asked", "publishing", "inviting", "serving", "unfilled" }

signal "withdraw" { zh = "取消需求", en = "Withdraw the request", from = { "requester", "dispatcher" }, form = "withdrawal", only_in = underway,
  confirm = { form = "freely_made", to = "dispatcher" } }                       -- the host asks first; the stage goes on meanwhile
on "withdraw" (function(case)
  case:set { broken_off = "withdrawn" }
  return "breaking_off"
end)

signal "refusal" { zh = "服务对象拒绝服务", en = "Who is served does not want it", form = "refusal", only_in = underway,
  from = { "recipient", "requester", "helpers", "organiser", "dispatcher" } }
on "refusal" (function(case)                                                    -- at once, and nobody has to say why
  case:set { broken_off = "refused" }
  return "breaking_off"
end)

signal "unsafe" { zh = "到场发现不安全", en = "Unsafe on arrival", from = { "helpers", "organiser" }, form = "unsafe", only_in = { "serving" } }
on "unsafe" (function(case)                                                     -- nothing of the form need be filled in (INV-9)
  case:notify("leave_now", { to = "helpers" })
  return "securing"
end)

signal "danger" { zh = "紧急情况", en = "Danger", from = { "requester", "recipient", "helpers", "organiser", "dispatcher", "clerk", "grid_worker" }, form = "danger",
  confirm = { form = "protection", to = { "unit_head", "leader_in_charge" } } }       -- opened at once, in every stage, whatever else is open (INV-9)
on "danger" (function(case)
  case:note { zh = "紧急情况已处置，服务需求继续办理", en = "The danger was dealt with; the request goes on" }
end)

-- These begin a case of their own, linked to this one, also after it is closed. What was begun so begins no more.
local begun = { "caring", "insuring", "looking_into", "certifying", "erasing" }

signal "injury"      { zh = "人身伤害", en = "Somebody is hurt", from = { "helpers", "recipient", "requester", "organiser", "dispatcher" }, form = "injury",
  begins = "caring", not_in = begun, after_close = days(90) }
signal "complaint"   { zh = "投诉志愿服务组织或者工作人员", en = "Complaint", from = { "requester", "recipient", "helpers", "volunteer", "clerk" }, form = "complaint",
  begins = "looking_into", not_in = begun, after_close = days(365) }
signal "certificate" { zh = "申请志愿服务记录证明", en = "Ask for a certificate", from = { "helpers", "volunteer", "clerk" }, form = "certificate_request",
  begins = "certifying", not_in = begun, after_close = days(1825) }
signal "erasure"     { zh = "申请删除个人信息", en = "Ask to be deleted", from = { "helpers", "volunteer", "clerk" }, form = "erasure_request",
  begins = "erasing", not_in = begun, after_close = days(1825) }

---------------------------------------------------------------- a request, a post, an invitation

stage "asked" { zh = "点单", en = "Asked", next = { "publishing", "unfilled" },
  next_step = { zh = "核实需求后答复您。", en = "We look into it and answer you." }, function(case)
  local answer = case:task("verify", { to = "dispatcher", due = "VS-D1" })
  if answer.outcome == "decline" then                                           -- the reason is for the requester alone (INV-4)
    case:letter("declined", { to = "requester", with = { reason = answer.reason, where_next = answer.where_next } })
    return case:close "declined"
  end
  if answer.outcome == "needs_professional" then
    case:set { why_not = "needs_professional" }
    return "unfilled"
  end
  case:set { consent = answer.consent, area = answer.area }
  return "publishing"
end }

stage "publishing" { zh = "发布岗位", en = "Publishing the post", next = { "publishing", "inviting", "unfilled" },
  next_step = { zh = "正在发布招募岗位。", en = "The post is being published." }, function(case)
  local post = case:task("post", { to = "organiser", approve = "unit_head", due = "own-post" })      -- one prepares it, the head agrees
  if post.outcome == "cannot" then
    case:set { why_not = "cannot_organise" }
    return "unfilled"
  end
  if post.outcome == "publish" and post.fewest > post.need then
    case:note { zh = "最少人数多于需要人数，请改正", en = "Fewest is more than are needed: correct it" }
    return "publishing"
  end
  if (post.risk == "high" or case.data.kind == "event") and not post.agreement then                  -- in writing where the risk is high, or many take part (ZY 14)
    case:note { zh = "高风险服务或者大型活动应当签订书面协议，请补正", en = "A high risk or a large event needs an agreement in writing" }
    return "publishing"
  end
  if case.data.kind == "emergency" and not post.command then                    -- volunteers follow one direction (ZY 24)
    case:note { zh = "应急支援须写明统一指挥机构", en = "Support in an emergency names the body in command" }
    return "publishing"
  end
  case:set { title = post.title, risk = post.risk, dangers = post.dangers, meeting_point = post.meeting_point, contact = post.contact,
             skills = post.skills, ages = post.ages, training = post.training, supplies = post.supplies, rule = post.rule, insured = post.insured, command = post.command, agreement = post.agreement, published_on = case:today(),
             need = post.need, fewest = post.fewest, starts = post.starts, ends = post.ends, plan = post.plan, roster = post.outcome == "publish_plan" }
  return "inviting"
end }

stage "inviting" { zh = "派单", en = "Inviting", next = { "serving", "unfilled" },
  next_step = { zh = "正在邀请志愿者接单，无需您办理。", en = "Volunteers are being invited. You need do nothing." }, function(case)
  local shown                                                                   -- without the recipient's word nothing is shown: the organiser leads there (ZY 20, 21)
  if case.data.consent then shown = { "recipient", "address", "need_text", "needs" } end
  local posts
  if case.data.roster then posts = "plan" end                                   -- a table of posts and shifts; else one post
  local skills
  if case.data.skills then skills = { case.data.skills } end
  local wide = case.settings.wide_wave
  case:set { invited = true }
  local team = case:dispatch("helpers", {                                       -- waits until all places are held or the last wave is over
    posts = posts, need = case.data.need, fewest = case.data.fewest, starts = case.data.starts, ends = case.data.ends,
    area = case.data.area, skills = skills,
    risk = case.data.risk, minors = "consent",                                  -- risk above low: adults only, insured before they check in
    waves = case.data.area and { { to = "grid", lasts = "VS-D2" }, { to = "town", lasts = wide }, { to = "county", lasts = wide } }
      or { { to = "town", lasts = "VS-D2" }, { to = "county", lasts = wide } },                          -- no grid is named: nobody waits for one
    show = shown,                                                               -- to who holds a place, until the end of the service
    tell = { title = case.data.title, dangers = case.data.dangers, ages = case.data.ages, training = case.data.training,       -- before anybody claims (ZY 12)
             supplies = case.data.supplies, insured = case.data.insured, rule = case.data.rule, meeting_point = case.data.meeting_point },
    with = { contact = case.data.contact, command = case.data.command },
    swap = "consent", waitlist = case.settings.waitlist, no_show = "VS-D3", finish = "photo_feedback",
  })
  if team.filled >= team.fewest and team.filled > 0 then return "serving" end
  case:set { why_not = "nobody_claimed" }
  return "unfilled"
end }

---------------------------------------------------------------- service, review, record

stage "serving" { zh = "服务", en = "Serving", next = { "reviewing", "unfilled" },
  next_step = { zh = "志愿者已接单，将按约定时间上门服务。", en = "Volunteers have accepted and will come as agreed." }, function(case)
  local service
  if case.data.risk == "low" then
    service = case:attend "helpers"                                             -- check-in, check-out, replacing who does not come
  else
    local both = case:all {                                                     -- nobody checks in uninsured, whatever is written down here (ZY 17)
      brief   = function() return case:task_each("insure_and_brief", case:places "helpers", { to = "organiser", expires = "own-brief" }) end,
      service = function() return case:attend "helpers" end,
    }
    service = both.service
  end
  if service.done == 0 then
    case:set { why_not = "nobody_came" }
    return "unfilled"
  end
  case:set { done_on = case:today(), minutes_served = service.minutes, missed = service.no_shows }
  return "reviewing"
end }

stage "reviewing" { zh = "评单", en = "Reviewing", next = { "recording" },
  next_step = { zh = "请在七日内评价本次服务；不评价视为中性。", en = "Please review the service within seven days; silence is neutral." }, function(case)
  local said = case:all {                                                       -- of the service, never of a person (INV-6)
    requester = function() return case:ask("rating", { to = "requester", expires = "VS-D4" }) end,
    team      = function() return case:task_each("feedback", case:places("helpers", { served = true }), { to = "helpers", expires = "VS-D4" }) end,
  }
  if said.requester.outcome == "unsolved" then case:set { why_not = "unsolved" } end
  return "recording"
end }

stage "recording" { zh = "记录", en = "Recording", next = { "unfilled" },
  next_step = { zh = "正在核定志愿者服务时长。", en = "The hours of the volunteers are being confirmed." }, function(case)
  case:task("hours", { to = "organiser", due = "own-certificate" })             -- who organises records, who records certifies (ZM)
  for _, place in ipairs(case:places("helpers", { served = true })) do
    case:letter("service_record", { to = place, with = { title = case.data.title, service = place } })
  end
  if case.data.why_not == "unsolved" then return "unfilled" end                 -- the need is still there
  return case:close "done"
end }

---------------------------------------------------------------- when it does not go as asked

stage "securing" { zh = "处置险情", en = "Making it safe", next = { "serving", "unfilled", "breaking_off" },
  next_step = { zh = "服务因安全原因暂停，正在处置。", en = "The service rests for reasons of safety." }, function(case)
  local found = case:task("make_safe", { to = "organiser", due = "own-danger", priority = "urgent" })
  if found.outcome == "safe" then return "serving" end
  if found.outcome == "stop" then
    case:set { broken_off = "unsafe" }
    return "breaking_off"
  end
  case:notify("called_off", { to = "helpers" })
  case:set { why_not = "needs_professional" }
  return "unfilled"
end }

stage "breaking_off" { zh = "中止服务", en = "Breaking off", function(case)
  case:notify("called_off", { to = "helpers" })                                 -- nobody has claimed yet: told to nobody
  if case.data.invited then
    case:task("hours", { to = "organiser", due = "own-certificate" })           -- whoever was there is checked out: time spent counts
    for _, place in ipairs(case:places("helpers", { served = true })) do
      case:letter("service_record", { to = place, with = { title = case.data.title, service = place } })
    end
  end
  case:letter("called_off_notice", { to = "requester", with = { broken_off = case.data.broken_off } })
  return case:close "called_off"
end }

stage "unfilled" { zh = "另寻帮助", en = "Finding other help", next = { "publishing" },            -- never silence
  next_step = { zh = "志愿者暂不能完成，正在为您另寻帮助。", en = "Volunteers cannot do it: other help is being sought." }, function(case)
  local found = case:task("find_help", { to = "dispatcher", office = "parent", due = "own-help", with = { why_not = case.data.why_not } })
  if found.outcome == "again" then
    case:set { why_not = "none" }
    return "publishing"
  end
  if found.outcome == "order" then                                              -- becomes an order of those whose work it is
    case:start_case("petition", { as = "petition", office = "parent", with = {
      channel = "passed_on", petitioners = { { person = case.data.requester } },
      demands = { { request = case.data.need_text, place = case.data.address } } } })      -- need and place: nothing of earlier complaints goes along
  end
  case:letter("referred", { to = "requester", with = { where_next = found.where_next, reason = found.reason } })
  return case:close "referred"
end }

---------------------------------------------------------------- what begins a case of its own

stage "caring" { zh = "伤情处置", en = "Caring for who is hurt", next = { "insuring" }, function(case)
  case:notify("somebody_hurt", { to = { "organiser", "unit_head", "leader_in_charge" } })            -- at once, also at night
  case:task("first_help", { to = "organiser", due = "own-danger", priority = "urgent", with = { words = case.data.words, injured = case.data.injured } })
  case:card("red", { to = "unit_head", reason = "志愿服务中发生人身伤害", reply = "SUP-D1" })
  return "insuring"
end }

stage "insuring" { zh = "保险理赔", en = "Claiming insurance", function(case)
  case:start_clock("own-insurance", { from = case:today() })
  local claim = case:task("insurance_claim", { to = "organiser", approve = "unit_head", due = "own-insurance" })
  case:stop_clock "own-insurance"
  if case.data.injured then
    case:letter("insurance_notice", { to = case.data.injured, with = { result = claim.result, where_next = claim.where_next } })
  end
  return case:close "settled"
end }

stage "looking_into" { zh = "调查处理投诉", en = "Looking into a complaint", next = { "looking_into" }, function(case)
  local found = case:task("complaint_result", { to = "officer", office = "parent", due = "own-complaint",      -- by the body above, never by those it is about (ZY 26)
    with = { about = case.data.about, words = case.data.words, amount = case.data.amount } })
  if case.data.about == "pay" and found.outcome == "confirmed" and not found.given_back then          -- returned in full, and reported (ZY 21, 37)
    case:note { zh = "收受的财物须全部退还后方可办结", en = "What was taken has to be given back first" }
    return "looking_into"
  end
  if case.data.complainant then                                                 -- to who complained, and to nobody else
    case:letter("complaint_answer", { to = case.data.complainant, with = { about = case.data.about, result = found.result, where_next = found.where_next } })
  end
  return case:close "settled"
end }

stage "certifying" { zh = "出具证明", en = "Certifying", function(case)
  local record = case:task("certify", { to = "organiser", due = "own-certificate", with = { purpose = case.data.purpose, volunteer = case.data.volunteer } })
  if record.outcome == "issue" then
    local halves = record.minutes // 30                                         -- rounded down to half hours
    local length = tostring(halves // 2)
    if halves % 2 == 1 then length = length .. ".5" end
    case:letter("certificate", { to = case.data.volunteer, with = { service_number = case.group, title = case.data.title, served_on = record.served_on, hours = length,
      document = record.document, purpose = case.data.purpose } })
  else
    case:letter("certificate_refusal", { to = case.data.volunteer, with = { reason = record.reason } })
  end
  return case:close "settled"
end }

stage "erasing" { zh = "删除个人信息", en = "Erasing a profile", function(case)
  local erased = case:task("erase_profile", { to = "organiser", approve = "unit_head", due = "own-erasure" })
  case:letter("erasure_notice", { to = case.data.volunteer, with = { kept = erased.kept } })
  return case:close "settled"
end }
