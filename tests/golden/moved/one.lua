workflow "kept" { zh = "留存", en = "Kept", start = "first",
  outcomes = { { "done", zh = "完成", en = "Done" } } }
form "word" { zh = "来信", en = "Word", text "say" { zh = "说", en = "Say", plain = true } }
signal "word" { zh = "来信", en = "Word", from = { "clerk" }, form = "word" }
stage "first" { zh = "一", en = "First", next = { "second" }, function(case)
  case:await "word"
  case:set { told = 1 }
  case:await "word"
  return "second"
end }
stage "second" { zh = "二", en = "Second", function(case)
  case:await "word"
  return case:close "done"
end }
