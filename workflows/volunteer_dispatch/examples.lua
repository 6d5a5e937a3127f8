-- Intakes to try the workflow with: `t:start("volunteer_dispatch", "handrail")` in a spec. All people are invented.

example "handrail" { workflow = "volunteer_dispatch", data = {
  requester = { name = "梁静安", phone = "13900000021" },
  recipient = { name = "顾念慈", phone = "13900000022", address = { text = "柳泉镇石桥村三组7号" } },
  kind = "home", urgency = "urgent",
  need_text = "八十二岁老人上下门前台阶不便，请帮忙安装一副扶手，材料已备好。",
  address = { area = "370102003001", text = "石桥村三组7号" }, when = "今天下午",
} }

example "company" { workflow = "volunteer_dispatch", data = {
  requester = { name = "石桥村村民委员会", phone = "0531-86000023" },
  recipient = { name = "沈怀远", phone = "13900000024" },
  kind = "care", urgency = "ordinary",
  need_text = "独居老人出院后一周，请每天陪伴、代购。", address = { area = "370102003001", text = "石桥村一组2号" },
} }

example "festival" { workflow = "volunteer_dispatch", data = {                    -- many posts and shifts
  requester = { name = "清源县文化馆", phone = "0531-86000025" },
  recipient = { name = "清源县文化馆", phone = "0531-86000025" },
  kind = "event", urgency = "ordinary",
  need_text = "元宵灯会三天，需要引导、急救和清洁志愿者。", address = { area = "370102", text = "清源县人民广场" },
} }

example "flood" { workflow = "volunteer_dispatch", data = {
  requester = { name = "柳泉镇人民政府", phone = "0531-86000026" },
  recipient = { name = "柳泉镇安置点", phone = "0531-86000026" },
  kind = "emergency", urgency = "urgent",
  need_text = "汛情转移安置，需要志愿者协助登记和发放物资。", address = { area = "370102003", text = "柳泉镇中学" },
} }
