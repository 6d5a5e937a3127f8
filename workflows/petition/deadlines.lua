-- The deadlines of petitions. XF is the 信访工作条例; SD and ZJX are local rules, shipped as the default where the law sets nothing.
-- What may move them - extension, pause - is said here and nowhere else; a due date is never edited (INV-7).

setting "few_representatives" { 5, min = 1, max = 5, basis = "local: ZJX 15", zh = "十人以下信访的代表人人数上限", en = "Representatives of at most ten people" }

clock "XF-D1"  { zh = "登记并转送、交办", en = "Register, and transfer or assign", owner = "office", basis = "law: XF 22", within = days(15), ladder = "supervision" }
clock "XF-D2"  { zh = "直接收到信访的机关、单位告知", en = "A unit written to directly tells the petitioner", owner = "office", basis = "law: XF 23", within = days(15), ladder = "supervision" }
clock "XF-D3"  { zh = "收到转送、交办的单位告知", en = "The unit that received a transfer tells the petitioner", owner = "office", basis = "law: XF 23", within = days(15), ladder = "supervision" }
clock "XF-D4"  { zh = "对转送、交办提出异议", en = "Object to a transfer", owner = "office", basis = "law: XF 23", within = workdays(5) }
clock "XF-D5"  { zh = "交办事项反馈结果、提交办结报告", en = "Return the result and closing report of an assigned item", owner = "office", basis = "law: XF 22", set_by = "assigner", ladder = "supervision" }
clock "XF-D6"  { zh = "办结并出具处理意见", en = "Close with a written opinion", owner = "office", basis = "law: XF 34", within = days(60), ladder = "supervision",
  extend = { id = "XF-D7", by = days(30), times = 1, approver = "unit_head", letter = "extension_notice", basis = "law: XF 34" } }
clock "XF-D8"  { zh = "申请复查", en = "Ask for a review", owner = "citizen", basis = "law: XF 35", within = days(30) }
clock "XF-D9"  { zh = "出具复查意见", en = "Give the review opinion", owner = "office", basis = "law: XF 35", within = days(30), ladder = "supervision" }
clock "XF-D10" { zh = "申请复核", en = "Ask for a re-review", owner = "citizen", basis = "law: XF 36", within = days(30) }
clock "XF-D11" { zh = "出具复核意见", en = "Give the re-review opinion", owner = "office", basis = "law: XF 36", within = days(30), ladder = "supervision", pausable = "hearing" }
clock "XF-D12" { zh = "决定是否受理复查、复核申请", en = "Admit a request for review or not", owner = "office", basis = "local: SD 43, 44", within = workdays(3), ladder = "supervision" }
clock "XF-D13" { zh = "书面反馈督办建议采纳情况", en = "Answer a supervision suggestion in writing", owner = "office", basis = "law: XF 40; local: SD 59", within = days(30), ladder = "supervision" }
clock "SUP-D1" { zh = "回复督办", en = "Answer a supervision card", owner = "office", basis = "assumed", within = workdays(3) }
clock "own-service" { zh = "送达文书", en = "Bring a letter to the petitioner", owner = "office", basis = "assumed", within = workdays(10) }
clock "own-execute" { zh = "执行支持请求的意见", en = "Carry out an opinion that supports the request", owner = "office", basis = "law: XF 32", set_by = "opinion", ladder = "supervision" }

ladder "supervision" {
  { "blue",   left = "25%",       card = "blue",   notify = "assignee" },
  { "yellow", at = "due",         card = "yellow", notify = { "assignee", "unit_head" } },
  { "red",    late = workdays(1), card = "red",    notify = "supervisor", letter = "supervision_letter", reply = "SUP-D1" },
  { "raise",  late = workdays(5), raise = "parent", notify = "leader_in_charge" },                       -- same case, same clocks, one level up
}
