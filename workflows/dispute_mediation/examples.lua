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

example "village_land" { workflow = "dispute_mediation", data = {               -- a village committee is a party: its people keep out
  source = "apply", kind = "land", committee = "town",
  parties = {
    { person = { name = "秦麦生", phone = "13900000011" }, applies = true, sex = "male", age = 52 },
    { person = { name = "青石镇杏花村村民委员会", phone = "0531-86000012" }, applies = false, unit = "370102004001" } },
  facts = "村集体修路占用秦麦生承包地约二分，补偿标准未谈妥。",
  requests = "请求按实测面积补偿。",
} }

example "from_the_court" { workflow = "dispute_mediation", data = {              -- 诉调对接
  source = "entrusted", linkage = "court", entrusted_by = "清源县人民法院", entrusting_letter = "（2026）清法委调字第7号",
  entruster = { name = "清源县人民法院立案庭", phone = "0531-86000021" }, reply_by = "2026-01-30", kind = "contract", amount = 1250000,
  parties = {
    { person = { name = "贾长林", phone = "13900000013" }, applies = true },
    { person = { name = "孟雪", phone = "13900000014" }, applies = true } },
  facts = "双方对装修工程余款及维修责任有争议。",
  requests = "请求支付余款一万二千五百元。",
} }

example "sign_language" { workflow = "dispute_mediation", data = {               -- an interpreter, and an agent without authority yet
  source = "apply", kind = "consumer", amount = 368000,
  parties = {
    { person = { name = "牛晓云", phone = "13900000015" }, applies = true, interpreter = "sign", agent = { name = "牛晓雷", phone = "13900000016" } },
    { person = { name = "青石镇宏达家电商行", phone = "0531-86000017" }, applies = false } },
  facts = "购买的热水器一周后漏水，商行不予退换。",
  requests = "请求退货并退还价款三千六百八十元。",
} }

example "many_buyers" { workflow = "dispute_mediation", data = {                 -- twelve on one side
  source = "apply", kind = "contract", amount = 24000000,
  parties = {
    { person = { name = "齐小禾", phone = "13900000031" }, applies = true }, { person = { name = "齐大川" }, applies = true },
    { person = { name = "龚月" }, applies = true }, { person = { name = "龚海" }, applies = true }, { person = { name = "覃春" }, applies = true },
    { person = { name = "覃夏" }, applies = true }, { person = { name = "冉秋" }, applies = true }, { person = { name = "冉冬" }, applies = true },
    { person = { name = "卞田" }, applies = true }, { person = { name = "卞苗" }, applies = true }, { person = { name = "桑禾" }, applies = true },
    { person = { name = "桑谷" }, applies = true },
    { person = { name = "清源县润农种业经营部", phone = "0531-86000032" }, applies = false } },
  facts = "十二户购买的玉米种子出苗率不足六成。",
  requests = "请求赔偿减产损失共二十四万元。",
} }
