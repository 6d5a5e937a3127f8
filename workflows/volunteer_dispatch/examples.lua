-- Intakes to try the workflow with: `t:start("volunteer_dispatch", "handrail")` in a spec. All people are invented.

example "handrail" { workflow = "volunteer_dispatch", data = {
  requester = { name = "梁静安", phone = "13900000021" },
  recipient = { name = "顾念慈", phone = "13900000022", address = { text = "柳泉镇石桥村三组7号" } },
  kind = "home", urgency = "ordinary",
  need_text = "八十二岁老人上下门前台阶不便，请帮忙安装一副扶手，材料已备好。",
  address = { area = "370102003001", text = "石桥村三组7号" }, when = "本周六上午",
} }
