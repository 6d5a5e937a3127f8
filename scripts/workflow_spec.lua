-- What workflow.lua takes and refuses. Read by tests/unit/script/test_declare.c: `whole` texts stand
-- alone as w/workflow.lua, others come on line 2 behind a small workflow.
local function workflow(options)
  return 'workflow "w" { zh = "工", en = "W", start = "a", outcomes = { { "done", zh = "完", en = "Done" } }, ' .. options .. ' }\n' ..
    'stage "a" { zh = "甲", en = "A", function(case) return case:close "done" end }\n' ..
    'form "f" { zh = "表", en = "F", rows "parties" { zh = "方", en = "P", people "who" { zh = "谁", en = "Who" } } }\n' ..
    'clock "C1" { zh = "钟", en = "C", owner = "office", basis = "assumed", within = days(1) }\n'
end

return {
  takes = {
    { workflow 'upgrade = "new_cases_only", code = "MX", intake = "f", people = { party = "parties" }, starts = "C1"', whole = true,
      { "upgrade", '"new_cases_only"' }, { "code", '"MX"' }, { "people", '{"party":"parties"}' }, { "starts", '["C1"]' },
      { "outcomes", '[{"en":"Done","id":"done","zh":"完"}]' }, { "at", '"w/workflow.lua:1"' }, { "name", '"w"' } },
    { workflow('type = "k"') .. 'form "k" { zh = "表", en = "K", choice "k" { zh = "类", en = "K", { "x", zh = "甲", en = "X" } } }\n', whole = true, { "type", '"k"' } },
    { workflow 'kept_out = "parties/who"', whole = true, { "kept_out", '["parties/who"]' } },
    { workflow('repeats = "k"') .. 'form "k" { zh = "表", en = "K", text "k" { zh = "号", en = "K", plain = true } }\n', whole = true, { "repeats", '"k"' } },
    { workflow 'move = { b = function(old) return "a" end, a = function(old) return "a", { x = old.data.x } end }', whole = true,
      { "move", '["a","b"]' } },
  },
  refuses = {
    { workflow 'kept_out = "parties/other"', whole = true, at = 1, says = 'kept_out names "parties/other", which is a field of no form here' },
    { workflow 'repeats = "who"', whole = true, at = 1, says = 'repeats names "who", which is a plain text field of no form here' },
    { workflow 'type = "nothing"', whole = true, at = 1, says = 'type names "nothing", which is a choice field of no form here' },
    { workflow 'move = { a = "a" }', whole = true, at = 1, says = "move is { stage = function(old)" },
    { workflow 'move = { "a" }', whole = true, at = 1, says = "move is { stage = function(old)" },
    { workflow 'move = { a = function(old) return "nowhere" end }', whole = true, at = 1, says = 'which is not a stage. Stages are: "a"' },
    { workflow 'ladder = "x"', whole = true, at = 1, says = 'workflow "w" has no option "ladder". It may have: "code"' },
    { workflow 'upgrade = "always"', whole = true, at = 1, says = 'upgrade can only be "new_cases_only"' },
    { workflow 'code = "m"', whole = true, at = 1, says = "one or two capital letters" },
    { workflow 'intake = "g"', whole = true, at = 1, says = 'intake names form "g", which is not declared. Forms are: "f"' },
    { workflow 'people = { party = "parties" }', whole = true, at = 1, says = "there is no intake" },
    { workflow 'intake = "f", people = { party = "who" }', whole = true, at = 1, says = 'names field "who" (for party), which form "f" does not have' },
    { workflow 'starts = { "C2" }', whole = true, at = 1, says = 'starts names clock "C2"' },
    { workflow 'starts = { C1 = true }', whole = true, at = 1, says = "starts must be a list of names" },
    { 'workflow "w" { zh = "工", start = "a", outcomes = {} }', whole = true, at = 1, says = "needs en. Add: en = " },
    { 'workflow "w" { zh = "工", en = "", start = "a", outcomes = {} }', whole = true, at = 1, says = "en must be a text" },
    { 'workflow "w" { zh = "工", en = "W", start = "a", outcomes = {} }', whole = true, at = 1, says = "has no outcomes" },
    { 'workflow "w" { zh = "工", en = "W", start = "a", outcomes = { "done" } }', whole = true, at = 1, says = 'item 1 must be { "name"' },
    { 'workflow "w" { zh = "工", en = "W", start = "a", outcomes = { { "done", zh = "完", en = "D" }, { "done", zh = "完", en = "D" } } }',
      whole = true, at = 1, says = 'names "done" twice' },
    { 'workflow "w" { zh = "工", en = "W", start = "a", outcomes = { { "done", zh = "完", en = "D" } } }', whole = true, at = 1,
      says = 'starts with stage "a", which is not declared' },
    { '\nworkflow "v" { }', whole = true, at = 2, says = 'lies in the folder "w"' },
    { 'workflow "w" { zh = "工" }', at = 2, says = "is declared twice, first at w/workflow.lua:1" },
    { 'clock "C1" { zh = "钟", en = "C", owner = "office", basis = "assumed", within = days(1) }', whole = true, at = 1,
      says = "declares no workflow" },
    { 'workflow "w"', whole = true, at = 1, says = "has a name but nothing after it" },
    { 'workflow "w" "x"', whole = true, at = 1, says = "needs { ... } after its name, not a string" },
  },
}
