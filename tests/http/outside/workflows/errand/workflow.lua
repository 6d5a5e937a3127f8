-- What goes outside: each case sends one thing to the target its form names, and ends as that went.
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "sending", people = { requester = "person" },
  outcomes = { { "sent", zh = "已发送", en = "Sent" }, { "not_sent", zh = "未发送", en = "Not sent" } } }

form "request" { zh = "申请", en = "Request",
  text "target" { zh = "目标", en = "Target", plain = true, max = 20, required = true },
  text "who"    { zh = "联系方式", en = "Whom to reach", max = 60 },
  text "say"    { zh = "内容", en = "What to say", max = 200 },
  people "person" { zh = "申请人", en = "Who asks" },
  text "label"  { zh = "标签", en = "Label", plain = true, max = 40 } }
form "look" { zh = "查看", en = "Look" }

notice "sending" { zh = "正在发送", en = "On its way", life_safety = true,
  text = { zh = "案件 {number} 正在发送给 {where}，{say}", en = "Case {number} goes to {where}, {say}" } }
notice "gone" { zh = "已处理", en = "Dealt with", life_safety = true }

stage "sending" { zh = "发送", en = "Sending", next = { "looking" }, function(case)
  case:notify("sending", { to = "clerk", with = { where = case.data.target, say = case.data.say } })
  local answer = case:effect(case.data.target, { with = { to = case.data.who, label = case.data.label, say = case.data.say,
    subject = { zh = "事项通知", en = "About your matter" }, text = { zh = "您好：{label}", en = "Good day: {label}" } } })
  case:notify("gone", { to = { "clerk", "head", "requester" } })
  if answer.outcome ~= "done" then return case:close "not_sent" end
  if answer.look then return "looking" end
  return case:close "sent"
end }
stage "looking" { zh = "查看", en = "Looking", function(case)
  case:task("look", { to = "clerk" })
  return case:close "sent"
end }
