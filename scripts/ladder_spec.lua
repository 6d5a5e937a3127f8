-- What ladder.lua takes and refuses (see workflow_spec.lua).
local function many(count)
  local steps = {}
  for i = 1, count do steps[i] = '{ "s' .. i .. '", late = minutes(' .. i .. '), notify = "x" }' end
  return 'ladder "s" { ' .. table.concat(steps, ", ") .. ' }'
end
local function one(options) return 'ladder "s" { { "x", ' .. options .. ' } }' end

return {
  takes = {
    { 'ladder "s" {\n{ "blue", left = "25%", card = "blue", notify = "assignee" },\n{ "due", at = "due", notify = { "assignee", "unit_head" }, acknowledge = true },\n' ..
      '{ "red", late = workdays(1), card = "red", letter = "l", reply = "C1" },\n{ "up", late = workdays(5), raise = "parent", life_safety = true } }',
      { "ladders.s", '{"at":"w/workflow.lua:2","steps":[{"card":"blue","left":"25%","name":"blue","notify":["assignee"]},' ..
      '{"acknowledge":true,"at":"due","name":"due","notify":["assignee","unit_head"]},{"card":"red","late":{"n":1,"unit":"wd"},"letter":"l","name":"red","reply":"C1"},' ..
      '{"is_life_safety":true,"late":{"n":5,"unit":"wd"},"name":"up","raise":"parent"}]}' } },
    { many(32), { "ladders.s.steps.31.name", '"s32"' } },
    { one 'left = days(2), signal = "stop"' },
    { one 'at = "due", notify = "on_duty", acknowledge = minutes(10)', { "ladders.s.steps.0.acknowledge", '{"n":10,"unit":"min"}' } },
    { one 'late = minutes(0), incident = { zh = "迟", en = "Late" }', { "ladders.s.steps.0.incident", '{"en":"Late","zh":"迟"}' } },
    { one 'at = "due", reassign = "unit_head"', { "ladders.s.steps.0.reassign", '["unit_head"]' } },
    { 'setting "grace" { workdays(2), max = workdays(3), basis = "assumed", zh = "宽", en = "Grace" }\n' .. one 'late = "grace", notify = "x"',
      { "ladders.s.steps.0.late", '{"n":2,"unit":"wd"}' }, { "ladders.s.steps.0.late_of", '"grace"' } },
    -- which of these comes first depends on the date
    { 'ladder "s" { { "a", late = days(3), notify = "x" }, { "b", late = hours(1), notify = "x" } }' },
  },
  refuses = {
    { many(33), at = 2, says = "has 33 steps, at most 32" },
    { 'ladder "s" { }', at = 2, says = 'ladder "s" has no steps' },
    { 'ladder "s" { zh = "梯", { "x", at = "due", notify = "assignee" } }', at = 2, says = 'has no option "zh": it is a list of steps' },
    { 'ladder "s" { "x" }', at = 2, says = 'step 1 must be { "name", at = "due"' },
    { 'ladder "s" { { at = "due", notify = "assignee" } }', at = 2, says = "step 1 must be" },
    { one 'notify = "assignee"', at = 2, says = 'step "x" needs one moment: left = "25%"' },
    { one 'at = "due", late = days(1), notify = "assignee"', at = 2, says = "needs one moment" },
    { one 'at = "noon", notify = "assignee"', at = 2, says = 'at = "noon". The only moment of that kind' },
    { one 'left = "0%", notify = "assignee"', at = 2, says = "left must be a share" },
    { one 'left = "100%", notify = "assignee"', at = 2, says = "left must be a share" },
    { one 'left = 5, notify = "assignee"', at = 2, says = "left must be a share" },
    { one 'late = "1%", notify = "assignee"', at = 2, says = "late must be a length such as workdays(1), or the name of a setting" },
    { one 'late = "grace", notify = "assignee"', at = 2, says = 'late names setting "grace", which is not declared or is no length of time' },
    { one 'left = "most", notify = "assignee"', at = 2, says = 'left names setting "most", which is not declared or is no length' },
    { one 'at = "due", notify = "x", acknowledge = "soon"', at = 2, says = "acknowledge is true, or how long" },
    { one 'at = "due", card = "red", acknowledge = true', at = 2, says = "acknowledge asks those who are told, and nobody is" },
    { one 'at = "due"', at = 2, says = 'step "x" does nothing' },
    { one 'at = "due", card = "green"', at = 2, says = 'a card is blue, yellow, orange or red, not "green"' },
    { one 'at = "due", notify = 5', at = 2, says = "notify must be a list of names" },
    { one 'at = "due", tell = "assignee"', at = 2, says = 'has no option "tell"' },
    { one 'at = "due", letter = "k"', at = 2, says = 'letter names letter "k", which is not declared. Declared are: "l"' },
    { one 'at = "due", signal = "k"', at = 2, says = 'signal names signal "k", which is not declared. Declared are: "paid", "stop"' },
    { one 'at = "due", card = "red", reply = "C9"', at = 2, says = 'reply names clock "C9"' },
    { one 'at = "due", raise = "parent", reply = "C1"', at = 2, says = "nobody is told anything" },
    { one 'at = "due", incident = { zh = "迟" }', at = 2, says = "incident needs en" },
    { 'ladder "s" { { "x", at = "due", notify = "a" }, { "x", late = days(1), notify = "a" } }', at = 2, says = 'has two steps "x"' },
    { 'ladder "s" { { "x", at = "due", notify = "a" }, { "y", left = days(1), notify = "a" } }', at = 2, says = 'step "y" comes before step "x" and is written behind it' },
    { 'ladder "s" { { "x", late = days(2), notify = "a" }, { "y", late = days(1), notify = "a" } }', at = 2, says = 'step "y" comes before step "x"' },
    { 'ladder "s" { { "x", left = "10%", notify = "a" }, { "y", left = "20%", notify = "a" } }', at = 2, says = 'step "y" comes before step "x"' },
    { 'ladder "s" { { "x", at = "due", notify = "a" } } ladder "s" { { "x", at = "due", notify = "a" } }', at = 2, says = "is declared twice" },
  },
}
