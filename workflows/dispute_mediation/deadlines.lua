-- The settings and deadlines of mediation, and what happens while one runs out. TJ the People's Mediation Law, MS the Civil
-- Procedure Law; SZ and NB are local rules, shipped as the default where the law sets nothing.
setting "no_shows" { 2, min = 1, max = 3, basis = "assumed", zh = "无正当理由未到场几次视为拒绝", en = "Absences that count as a refusal" }
setting "many" { 10, min = 6, max = 50, basis = "local: NB 20", zh = "当事人多少人以上推选代表人", en = "From how many parties on a side of many has representatives" }
setting "condition_check" { days(90), min = days(7), max = days(365), basis = "assumed", zh = "附条件义务的核查间隔", en = "Between looks at a condition" }
setting "kept_years" { 30, min = 10, max = 100, basis = "assumed", zh = "卷宗保管年限", en = "Years a file is kept" }
clock "TJ-D1" { zh = "决定是否受理", en = "Decide on acceptance", owner = "office", basis = "assumed", within = workdays(3), ladder = "supervision" }
clock "TJ-D2" { zh = "征求对方意愿", en = "Ask the other party's will", owner = "office", basis = "assumed", within = workdays(3), ladder = "ending" }
clock "TJ-D3" { zh = "调解期限", en = "Term of the mediation", owner = "office", basis = "local: SZ 25; NB 27", within = days(30), set_by = "parties",
  ladder = "ending", pausable = { "appraisal", "illness", "absence", "request" } }
clock "TJ-D4" { zh = "共同申请司法确认", en = "Apply for confirmation", owner = "citizen", basis = "law: TJ 33; MS 205", within = days(30), ladder = "reminder" }
clock "TJ-D5" { zh = "人民法院审查", en = "The court decides", owner = "citizen", basis = "law: MS 187", within = days(30), set_by = "court", ladder = "inquiry" }
clock "TJ-D6" { zh = "履行协议", en = "Perform the agreement", owner = "citizen", basis = "law: TJ 29, 31", set_by = "agreement", ladder = "reminder" }
clock "TJ-D7" { zh = "回访", en = "Follow-up visit", owner = "office", basis = "assumed", choose = "performance", ladder = "supervision",
  within = { dated = days(7), at_once = days(30) } }
clock "TJ-D8" { zh = "立卷归档", en = "File bound", owner = "office", basis = "assumed", within = days(30), ladder = "supervision" }
clock "SUP-D1" { zh = "答复督办", en = "Answer a supervision card", owner = "office", basis = "assumed", within = workdays(3) }
clock "own-entrusted" { zh = "向委托单位反馈", en = "Report back", owner = "office", basis = "local: NB 19", set_by = "the entrusting letter", ladder = "supervision" }
clock "own-linkage" { zh = "等待对接单位反馈", en = "Reply of another body", owner = "citizen", basis = "assumed", set_by = "the linkage record", ladder = "inquiry" }
clock "own-transfer" { zh = "接收移送", en = "Take over a case", owner = "office", basis = "assumed", within = workdays(3) }

ladder "supervision" {                                                          -- for what the committee owes
  { "blue",   left = "25%",       card = "blue",   notify = { "assignee", "candidates" } },
  { "yellow", at = "due",         card = "yellow", notify = { "assignee", "director" } },
  { "red",    late = workdays(1), card = "red",    notify = "supervisor", letter = "supervision_letter", reply = "SUP-D1" },
  { "raise",  late = workdays(5), raise = "parent", notify = "leader_in_charge" },
}
ladder "ending"   { { "soon", left = "25%", card = "blue", notify = { "assignee", "candidates" } } }       -- for a term that ends by itself
ladder "reminder" { { "remind", left = days(3), notify = "party" } }                                       -- for what the parties owe, or may do
ladder "inquiry"  { { "ask", late = days(1), notify = "clerk" } }                                          -- for what others owe us
