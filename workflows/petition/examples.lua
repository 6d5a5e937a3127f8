-- Intakes to try the workflow with: `t:start("petition", "one_request")` in a spec. All people, units and places are invented.

local lin = { person = { name = "林秋禾", phone = "13900000001", address = { area = "370102003001", text = "石桥村二组12号" } } }
local zheng = { person = { name = "郑春山", phone = "13900000002", address = { area = "370102003001", text = "石桥村二组13号" } } }
local refund = { request = "请求退还多收的房屋维修资金。", facts = "二〇二四年交付时按两次收取，有收据。", topic = "housing", unit = "370102030" }

example "one_request" { workflow = "petition", data = {                          -- one demand against a department of the county
  channel = "letter", desk = "petition_office", postmark = "2026-01-02", petitioners = { lin }, demands = { refund },
} }

example "late_in_the_post" { workflow = "petition", data = {                     -- received on Friday, entered on Monday
  channel = "letter", desk = "petition_office", received_on = "2026-01-02", petitioners = { lin }, demands = { refund },
} }

example "to_the_bureau" { workflow = "petition", data = {                        -- written to the unit itself
  channel = "visit", desk = "unit", visit_place = "competent", petitioners = { lin }, demands = { refund },
} }

example "two_people" { workflow = "petition", data = {
  channel = "web", desk = "petition_office", petitioners = { lin, zheng }, demands = { refund },
} }

example "mixed_letter" { workflow = "petition", data = {                         -- a request, an accusation and a suggestion in one letter
  channel = "letter", desk = "petition_office", petitioners = { lin },
  demands = {
    { request = "请求退还多收的房屋维修资金；收费的周某索要好处。", topic = "housing", unit = "370102030" },
    { request = "反映县住建局收费人员周某索要好处费。", topic = "discipline", accused = "370102030" },
    { request = "建议在网上公开维修资金的使用明细。", topic = "housing", unit = "370102030" } },
} }

example "joint_visit" { workflow = "petition", data = {                          -- sixteen families, nobody named to speak for them
  channel = "visit", desk = "petition_office", visit_place = "one_above", people_count = 16,
  petitioners = { lin, zheng }, demands = { { request = "请求解决小区供暖不足问题。", topic = "housing", unit = "370102030" } },
} }

example "small_joint_visit" { workflow = "petition", data = {                    -- eight people, four representatives
  channel = "visit", desk = "petition_office", people_count = 8, petitioners = { lin, zheng },
  representatives = { lin, zheng, { person = { name = "何向阳", phone = "13900000003" } }, { person = { name = "孙晓梅", phone = "13900000008" } } },
  demands = { { request = "请求修复村道。", topic = "transport" } },
} }

example "unsigned" { workflow = "petition", data = {                             -- no name, no address: no notice is owed
  channel = "letter", desk = "petition_office", demands = { { request = "反映夜间施工噪声。", topic = "environment", unit = "370102030" } },
} }

example "unsafe_wall" { workflow = "petition", data = {                          -- what touches public safety goes on, whoever withdraws
  channel = "phone", desk = "petition_office", petitioners = { lin },
  demands = { { request = "请求修缮临街危墙。", topic = "housing", unit = "370102030", public_safety = true } },
} }
