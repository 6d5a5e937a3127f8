local things = {}
for i = 1, 24 do things[i] = { what = "第" .. i .. "件：旧木门一扇，含门框、门锁", worth = i % 7 ~= 0 and i * 12345 or nil } end

example "long" { workflow = "papers", data = { asker = { name = "宋云舟" }, fee = 123456,
  why = "楼上漏水，<b>水管</b>破损 & 墙面返潮。\n" .. string.rep("经多次联系物业公司未果，现申请协调处理。", 20) .. "\n" .. string.rep("1234567890", 9),
  things = things, helpers = { { person = { name = "顾青山" } }, { person = { name = "沈远航" } } } } }
example "bare" { workflow = "papers", data = { asker = { name = "欧阳长河" }, fee = 0, things = { { what = "无" } }, helpers = { { person = { name = "顾青山" } } } } }
