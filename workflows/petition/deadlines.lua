-- The deadlines of petitions. XF is the 信访工作条例; SD and ZJX are local rules, our default where the law sets nothing. No due date is ever edited (INV-7).
setting "few_representatives" { 5, min = 1, max = 5, basis = "local: ZJX 15", zh = "十人以下的代表人上限", en = "Representatives of ten people or fewer" }
clock "XF-D1" { zh = "登记并转送、交办", en = "Register, transfer or assign", owner = "office", basis = "law: XF 22", within = days(15), ladder = "supervision" }
clock "XF-D2" { zh = "直接收到的单位告知", en = "A unit asked directly tells", owner = "office", basis = "law: XF 23", within = days(15), ladder = "supervision" }
clock "XF-D3" { zh = "收到转送的单位告知", en = "The receiving unit tells", owner = "office", basis = "law: XF 23", within = days(15), ladder = "supervision" }
clock "XF-D4" { zh = "对转送、交办提出异议", en = "Object to a transfer", owner = "office", basis = "law: XF 23", within = workdays(5) }
clock "XF-D5" { zh = "交办事项反馈结果", en = "Result of an assigned item", owner = "office", basis = "law: XF 22", set_by = "assigner", ladder = "supervision" }
clock "XF-D6" { zh = "出具处理意见", en = "Close with a written opinion", owner = "office", basis = "law: XF 34", within = days(60), ladder = "supervision",
  extend = { id = "XF-D7", by = days(30), times = 1, approver = "unit_head", letter = "extension_notice", basis = "law: XF 34" } }
clock "XF-D8" { zh = "申请复查", en = "Ask for a review", owner = "citizen", basis = "law: XF 35", within = days(30) }
clock "XF-D9" { zh = "出具复查意见", en = "Review opinion", owner = "office", basis = "law: XF 35", within = days(30), ladder = "supervision" }
clock "XF-D10" { zh = "申请复核", en = "Ask for a re-review", owner = "citizen", basis = "law: XF 36", within = days(30) }
clock "XF-D11" { zh = "出具复核意见", en = "Re-review opinion", owner = "office", basis = "law: XF 36", within = days(30), ladder = "supervision",
  pausable = "hearing" }
clock "XF-D12" { zh = "决定是否受理申请", en = "Admit a request", owner = "office", basis = "local: SD 43, 44", within = workdays(3), ladder = "supervision" }
clock "XF-D13" { zh = "反馈督办建议", en = "Answer a suggestion", owner = "office", basis = "law: XF 40; local: SD 59", within = days(30), ladder = "supervision" }
clock "SUP-D1" { zh = "回复督办", en = "Answer a supervision card", owner = "office", basis = "assumed", within = workdays(3) }
clock "own-service" { zh = "送达文书", en = "Bring a letter", owner = "office", basis = "assumed", within = workdays(10) }
clock "own-execute" { zh = "执行处理意见", en = "Carry out an opinion", owner = "office", basis = "law: XF 32", set_by = "opinion", ladder = "supervision" }
clock "own-answer" { zh = "答复（履行职责、建议意见）", en = "Answer a duty or a suggestion", owner = "office", basis = "assumed", within = days(60), ladder = "supervision" }

ladder "supervision" {
  { "blue",   left = "25%",       card = "blue",   notify = "assignee" },
  { "yellow", at = "due",         card = "yellow", notify = { "assignee", "unit_head" } },
  { "red",    late = workdays(1), card = "red",    notify = "supervisor", letter = "supervision_letter", reply = "SUP-D1" },
  { "raise",  late = workdays(5), raise = "parent", notify = "leader_in_charge" },                       -- same case, same clocks, one level up
}
