-- What is reckoned of mediation (domain, section 4): never of a mediator, never of a party. Formulas say what they count out of what.

rate "received"        { zh = "受理登记件数", en = "Cases registered", count = { case = "started" } }
rate "active_share"    { zh = "主动调解占比", en = "Share taken up unasked", count = { case = "started", where = { source = "active" } }, of = { case = "started" } }
rate "entrusted_share" { zh = "委托移送占比", en = "Share entrusted", count = { case = "started", where = { source = "entrusted" } }, of = { case = "started" } }
rate "decided_in_time" { zh = "受理决定及时率", en = "Decided on acceptance in time", count = { clock = "met", id = "TJ-D1" }, of = { clock = "due", id = "TJ-D1" } }

-- Who refuses before the first session stands outside and is shown on its own; what ends without an agreement counts against it,
-- withdrawn or not: nobody looks better for being left.
rate "success" { zh = "调解成功率", en = "Success rate", count = { case = "closed", outcome = { "agreed", "partly_agreed" } },
  of = { case = "closed", outcome = { "agreed", "partly_agreed", "not_reached", "not_confirmed", "withdrawn" } } }
rate "agreements"  { zh = "达成协议件数", en = "Agreements", count = { letter = "issued", name = { "agreement", "oral_agreement" } } }
rate "money"       { zh = "协议涉及金额", en = "Money involved in agreements", count = { money = "stated", name = "agreement" } }
rate "not_started" { zh = "未启动件数", en = "Not started", count = { case = "closed", outcome = "not_started" } }
rate "withdrawn"   { zh = "撤回件数", en = "Withdrawn", count = { case = "closed", outcome = "withdrawn" } }
rate "on_time"     { zh = "期限内调结率", en = "Ended within the term", count = { clock = "met", id = "TJ-D3" }, of = { clock = "due", id = "TJ-D3" } }
rate "time_to_agreement" { zh = "达成协议用时（中位数）", en = "Time to an agreement (median)",
  count = { letter = "issued", name = { "agreement", "oral_agreement" } }, measure = "median", from = { case = "started" } }

rate "performed" { zh = "协议履行率", en = "Obligations performed by their day", count = { clock = "met", id = "TJ-D6" }, of = { clock = "due", id = "TJ-D6" } }
rate "confirmed" { zh = "司法确认率", en = "Agreements confirmed by a court", count = { signal = "taken", name = "confirmation", outcome = "confirmed" },
  of = { letter = "issued", name = { "agreement", "oral_agreement" } } }
rate "visited"   { zh = "回访率", en = "Follow-up visits made in time", count = { clock = "met", id = "TJ-D7" }, of = { clock = "due", id = "TJ-D7" } }
rate "satisfied" { zh = "回访满意率", en = "Satisfied, when visited", count = { task = "done", name = "follow_up", where = { satisfaction = { "satisfied", "basically" } } },
  of = { task = "done", name = "follow_up", where = { satisfaction = { "satisfied", "basically", "not" } } } }
rate "linkage_answered" { zh = "对接按期反馈率", en = "Linkages answered by their day", count = { clock = "met", id = "own-linkage" }, of = { clock = "due", id = "own-linkage" } }
rate "filed_in_time" { zh = "归档及时率", en = "Files bound in time", count = { clock = "met", id = "TJ-D8" }, of = { clock = "due", id = "TJ-D8" } }
rate "supervision_answered" { zh = "督办反馈率", en = "Supervision cards answered in time", count = { clock = "met", id = "SUP-D1" }, of = { clock = "due", id = "SUP-D1" } }

-- Of committees, never of mediators: the weights are the office's own to set.
assessment "committees" { zh = "人民调解工作考评", en = "Assessment of committees", version = "2026-1", basis = "assumed", appeal = workdays(5),
  { rate = "decided_in_time",      weight = 15 },
  { rate = "success",              weight = 25 },
  { rate = "performed",            weight = 15 },
  { rate = "satisfied",            weight = 10 },
  { rate = "visited",              weight = 15 },
  { rate = "filed_in_time",        weight = 10 },
  { rate = "supervision_answered", weight = 10 },
}
