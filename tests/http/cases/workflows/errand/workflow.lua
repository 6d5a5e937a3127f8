-- A small workflow for the cases of this folder: one task, one signal, a script that can fail.
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "doing", people = { requester = "person" },
  outcomes = { { "done", zh = "已完成", en = "Done" }, { "called_off", zh = "取消", en = "Called off" } } }

form "request" { zh = "申请", en = "Request",
  text   "label"  { zh = "标签", en = "Label", plain = true, max = 20, required = true },
  people "person" { zh = "申请人", en = "Who asks" },
  number "weight" { zh = "重量", en = "Weight", min = 1, max = 30 } }
form "carry" { zh = "办理", en = "Carry",
  outcome "done"   { zh = "完成", en = "Done", needs = { "carried_on" } },
  outcome "broken" { zh = "脚本出错", en = "The script fails" }, outcome "no_address" { zh = "找不到地址", en = "The address is not found" },
  date "carried_on" { zh = "日期", en = "Date" },
  people "helper" { zh = "代办人", en = "Helper" } }
form "reason" { zh = "理由", en = "Reason", text "why" { zh = "理由", en = "Why", required = true } }
form "hand_over" { zh = "交付", en = "Hand over" }

signal "call_off" { zh = "取消", en = "Call off", from = { "clerk" }, form = "reason", only_in = { "doing" } }
on "call_off" (function(case) return case:close "called_off" end)

stage "doing" { zh = "办理", en = "Doing", next = { "doing", "handing" }, function(case)
  local answer = case:task("carry", { to = "clerk", with = { whose = case.data.person, label = case.data.label } })
  if answer.outcome == "broken" then error "the bag is torn" end
  if answer.outcome == "no_address" then
    case:note { zh = "请先电话核对地址", en = "Ask for the address by telephone first" }
    return "doing"
  end
  case:set { helper = answer.helper }
  return "handing"
end }
stage "handing" { zh = "交付", en = "Handing over", function(case)
  case:task("hand_over", { to = "clerk" })
  return case:close "done"
end }
