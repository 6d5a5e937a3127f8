-- What is reckoned of petitions (domain, section 3): of offices, never of a petitioner. A head of petitions counted per person is nobody's
-- merit and nobody's blame (section 12), so there is none.

rate "received" { zh = "登记件数", en = "Petitions registered", count = { stage = "entered", name = "registered" } }
rate "transferred_in_time" { zh = "转送交办及时率", en = "Transferred in time", count = { clock = "met", id = "XF-D1" }, of = { clock = "due", id = "XF-D1" } }
rate "told_in_time"        { zh = "告知及时率", en = "Told in time", count = { clock = "met", id = { "XF-D2", "XF-D3" } }, of = { clock = "due", id = { "XF-D2", "XF-D3" } } }
rate "assigned" { zh = "交办件数", en = "Assigned", count = { task = "done", name = "choose_unit", outcome = "assign" } }
rate "objected" { zh = "退件异议率", en = "Transfers objected to", count = { task = "done", name = "transfer", outcome = "object" }, of = { task = "done", name = "transfer" } }
rate "objection_upheld" { zh = "异议成立率", en = "Objections upheld", count = { task = "done", name = "rule_on_objection", outcome = "agree" }, of = { task = "done", name = "rule_on_objection" } }

rate "closed_on_time" { zh = "按期办结率", en = "Closed on time", count = { clock = "met", id = "XF-D6" }, of = { clock = "due", id = "XF-D6" } }
rate "extended"       { zh = "延期率", en = "Extended", count = { clock = "extended", id = "XF-D6" }, of = { clock = "started", id = "XF-D6" } }
rate "time_to_opinion" { zh = "出具意见用时（中位数）", en = "Time to the opinion (median)", count = { clock = "met", id = "XF-D6" }, measure = "median", from = { case = "started" } }
rate "returned_in_time" { zh = "交办按期反馈率", en = "Assigned items returned by their day", count = { clock = "met", id = "XF-D5" }, of = { clock = "due", id = "XF-D5" } }
rate "carried_out"    { zh = "支持意见执行率", en = "Supporting opinions carried out", count = { task = "done", name = "execution", outcome = "done" }, of = { clock = "started", id = "own-execute" } }

-- Again after the close says something of the handling, a duplicate while it is in hand does not.
rate "repeats" { zh = "重复信访率", en = "Repeats", count = { task = "done", name = "registration", where = { repeats = "yes" } }, of = { task = "done", name = "registration" } }
rate "first_resolution" { zh = "初次信访一次性化解率", en = "Settled at the first handling", except = { link = "made", as = "repeats" },
  count = { case = "closed", outcome = { "supported", "explained", "not_supported", "settled", "answered" } },
  of = { case = "closed", outcome = { "supported", "explained", "not_supported", "settled", "answered" } }, unless = { link = "made", as = "repeats" }, within = days(180) }
rate "satisfied" { zh = "群众满意率", en = "Satisfied", count = { signal = "taken", name = "rate", where = { result = { "satisfied", "basically" } } }, of = { signal = "taken", name = "rate" } }
rate "rated"     { zh = "群众参评率", en = "Rated", count = { signal = "taken", name = "rate" }, of = { clock = "started", id = "XF-D8" } }

rate "reviewed_in_time" { zh = "复查复核按期率", en = "Reviews on time", count = { clock = "met", id = { "XF-D9", "XF-D11" } }, of = { clock = "due", id = { "XF-D9", "XF-D11" } } }
rate "review_changed" { zh = "复查复核改变率", en = "Changed or revoked on review", count = { task = "done", name = "review", outcome = { "changed", "revoked", "redo" } },
  of = { task = "done", name = "review", outcome = { "upheld", "changed", "revoked", "redo" } } }
rate "supervision_answered" { zh = "督办反馈率", en = "Supervision answered in time", count = { clock = "met", id = { "SUP-D1", "XF-D13" } }, of = { clock = "due", id = { "SUP-D1", "XF-D13" } } }
rate "supervisions" { zh = "督办次数", en = "Supervision cards", count = { card = "issued" } }
rate "suggestions"  { zh = "督办建议件数", en = "Suggestions made", count = { signal = "taken", name = "suggest" } }
rate "adopted"      { zh = "督办建议采纳率", en = "Suggestions adopted", count = { signal = "taken", name = "suggestion_answer", outcome = "taken" }, of = { signal = "taken", name = "suggest" } }
rate "withdrawn"    { zh = "撤回件数", en = "Withdrawn", count = { case = "closed", outcome = "withdrawn" } }

-- Of units, quarter by quarter (XF 39): the weights are the office's own to set. Nothing in it rewards receiving less or being told to withdraw.
assessment "units" { zh = "信访工作考评", en = "Assessment of units", version = "2026-1", basis = "law: XF 39; weights assumed", appeal = workdays(5),
  { rate = "closed_on_time",       weight = 25 },
  { rate = "told_in_time",         weight = 15 },
  { rate = "transferred_in_time",  weight = 10 },
  { rate = "returned_in_time",     weight = 10 },
  { rate = "carried_out",          weight = 10 },
  { rate = "satisfied",            weight = 15 },
  { rate = "repeats",              weight = 5, better = "low" },
  { rate = "supervision_answered", weight = 10 },
}
