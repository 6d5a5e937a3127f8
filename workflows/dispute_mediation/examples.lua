-- Intakes to try the workflow with: `t:start("dispute_mediation", "neighbours")` in a spec. All people are invented.

example "neighbours" { workflow = "dispute_mediation", data = {
  source = "apply", kind = "neighbours",
  parties = {
    { person = { name = "林秋禾", phone = "13900000001", address = { text = "柳泉村二组12号" } }, applies = true },
    { person = { name = "郑春山", phone = "13900000002", address = { text = "柳泉村二组13号" } }, applies = false } },
  facts = "郑家翻建院墙，越过两家原有界线约三十厘米，双方多次争吵。",
  requests = "请求对方将院墙退回原界线，恢复排水沟。",
} }

example "entrusted_contract" { workflow = "dispute_mediation", data = {
  source = "entrusted", entrusted_by = "柳泉镇派出所", kind = "contract", amount = 860000,
  parties = {
    { person = { name = "何向阳", phone = "13900000003" }, applies = true },
    { person = { name = "柳泉果蔬专业合作社", phone = "0531-86000004" }, applies = false },
    { person = { name = "石大勇", phone = "13900000005" }, applies = false } },
  facts = "合作社收购苹果后拖欠货款，石大勇为担保人。",
  requests = "请求支付货款八千六百元。",
} }

example "with_a_minor" { workflow = "dispute_mediation", data = {                -- a child is a party, no guardian named yet
  source = "active", kind = "damages", amount = 120000,
  parties = {
    { person = { name = "周小满" }, applies = false, birth_date = "2015-06-01" },
    { person = { name = "吴桂芳", phone = "13900000006" }, applies = false } },
  facts = "吴家的狗在村口广场咬伤周小满。",
  requests = "请求赔偿医疗费一千二百元。",
} }

example "together" { workflow = "dispute_mediation", data = {                    -- both parties apply
  source = "apply", kind = "property", amount = 240000,
  parties = {
    { person = { name = "柳泉花园物业服务中心", phone = "0531-86000007" }, applies = true },
    { person = { name = "孙晓梅", phone = "13900000008" }, applies = true } },
  facts = "双方对两年物业服务费和楼道维修有争议。",
  requests = "请求确定应交费用和维修日期。",
} }
