workflow "handles" { zh = "个人信息", en = "Personal values", intake = "start", start = "passing",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
form "start" { zh = "开始", en = "Start",
  people "person" { zh = "人", en = "Person", required = true },
  text "words" { zh = "话", en = "Words" },
  text "label" { zh = "标签", en = "Label", plain = true },
  date "birth_date" { zh = "生日", en = "Born", personal = true, facts = { minor = age_under(18) } },
  rows "others" { zh = "他人", en = "Others", people "person" { zh = "人", en = "Person" }, phone "phone" { zh = "电话", en = "Phone" } } }
form "look" { zh = "看", en = "Look", outcome "ok" { zh = "好", en = "OK" }, text "remark" { zh = "备注", en = "Remark" } }

stage "passing" { zh = "传递", en = "Passing on", next = { "looking" }, function(case)
  local d = case.data
  local tries = {
    function() return d.person .. "x" end,
    function() return #d.person end,
    function() return d.person < d.person end,
    function() return tostring(d.person) end,
    function() return d.person.name end,
    function() return string.upper(d.words) end,
    function() return d.words + 1 end,
    function() local t = {} t[d.person] = 1 return t end,
  }
  local raised = 0
  for i = 1, 7 do
    if not pcall(tries[i]) then raised = raised + 1 end
  end
  case:set { raised = raised, given = d.words ~= nil, minor = d.minor, label = d.label,
    kept = d.person, missing = d.others[2].phone == nil }
  return "looking"
end }
stage "looking" { zh = "查看", en = "Looking", function(case)
  local d = case.data
  if d.raised ~= 7 or not d.given or d.minor ~= true or d.label ~= "A1" or not d.missing then
    error { code = "looked_into", message = "raised " .. d.raised }
  end
  local answer = case:task("look", { to = "clerk", with = { person = d.kept, words = d.words } })
  case:set(d.others[1], { remark = answer.remark })
  return case:close "done"
end }
