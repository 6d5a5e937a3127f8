-- Intakes to try the workflow with: `t:start("petition", "one_request")` in a spec. All people, units and places are invented.

example "one_request" { workflow = "petition", data = {                          -- one demand against a department of the county
  channel = "letter", desk = "petition_office", postmark = "2026-01-02",
  petitioners = { { person = { name = "林秋禾", phone = "13900000001", address = { area = "370102003001", text = "石桥村二组12号" } } } },
  demands = { { request = "请求退还多收的房屋维修资金。", facts = "二〇二四年交付时按两次收取，有收据。", topic = "housing", unit = "370102030" } },
} }
