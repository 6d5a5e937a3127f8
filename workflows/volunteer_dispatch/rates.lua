-- What is reckoned of volunteer service (domain, section 6): of requests and places, never of a volunteer or of who was served.

rate "received" { zh = "服务需求件数", en = "Requests", count = { case = "started" } }
rate "answered_in_time" { zh = "需求答复及时率", en = "Requests answered in time", count = { clock = "met", id = "VS-D1" }, of = { clock = "due", id = "VS-D1" } }

-- Response time: from the publishing of the places to each claim.
rate "response_median" { zh = "响应时间（中位数）", en = "Time to a claim (median)", count = { place = "claimed" }, measure = "median" }
rate "response_p90"    { zh = "响应时间（九成）", en = "Time to a claim (nine in ten)", count = { place = "claimed" }, measure = "p90" }
rate "fill"       { zh = "满员率", en = "Fill rate", count = { place = "filled" }, of = { place = "needed" } }
rate "attendance" { zh = "到岗率", en = "Attendance", count = { place = "attended" }, of = { place = "filled" } }
rate "no_shows"   { zh = "缺岗率", en = "No-shows", count = { place = "missed" }, of = { place = "filled" } }
rate "completion" { zh = "服务完成率", en = "Services completed", count = { case = "closed", outcome = "done" }, of = { stage = "entered", name = "serving" } }
rate "unclaimed"  { zh = "无人接单率", en = "Nobody claimed", count = { stage = "left", name = "inviting", outcome = "unfilled" }, of = { stage = "left", name = "inviting" } }
rate "minutes"    { zh = "服务总时长（分钟）", en = "Minutes served", count = { place = "minutes" } }
rate "reviewed"   { zh = "评价率", en = "Services reviewed", count = { task = "done", name = "rating" }, of = { task = "opened", name = "rating" } }
rate "satisfied"  { zh = "服务满意率", en = "Satisfied with the service", count = { task = "done", name = "rating", where = { satisfaction = { "satisfied", "basically" } } },
  of = { task = "done", name = "rating" } }
rate "certified_in_time" { zh = "证明出具及时率", en = "Certificates issued in time", count = { clock = "met", id = "own-certificate" }, of = { clock = "due", id = "own-certificate" } }
rate "supervision_answered" { zh = "督办反馈率", en = "Supervision cards answered in time", count = { clock = "met", id = "SUP-D1" }, of = { clock = "due", id = "SUP-D1" } }

-- Of offices, never of volunteers: the weights are the office's own to set.
assessment "offices" { zh = "志愿服务工作考评", en = "Assessment of offices", version = "2026-1", basis = "assumed", appeal = workdays(5),
  { rate = "answered_in_time",     weight = 25 },
  { rate = "fill",                 weight = 20 },
  { rate = "attendance",           weight = 15 },
  { rate = "satisfied",            weight = 15 },
  { rate = "certified_in_time",    weight = 15 },
  { rate = "supervision_answered", weight = 10 },
}
