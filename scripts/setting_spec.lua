-- What setting.lua takes and refuses (see workflow_spec.lua).
local rest = ', basis = "assumed", zh = "设", en = "S" }'
return {
  takes = {
    { 'setting "s" { 5, min = 1, max = 9' .. rest, { "settings.s", '{"at":"w/workflow.lua:2","basis":"assumed","en":"S","max":9,"min":1,"value":5,"zh":"设"}' } },
    { 'setting "s" { hours(24), min = minutes(90), max = days(2)' .. rest, { "settings.s.value", '{"n":24,"unit":"h"}' } },
    { 'setting "s" { "text"' .. rest, { "settings.s.value", '"text"' } },
    { 'setting "s" { false' .. rest, { "settings.s.value", "false" } },
  },
  refuses = {
    { 'setting "s" { 5, zh = "设", en = "S" }', at = 2, says = "needs basis" },
    { 'setting "s" { basis = "assumed", zh = "设", en = "S" }', at = 2, says = "needs one value first" },
    { 'setting "s" { 5, 6' .. rest, at = 2, says = "needs one value first" },
    { 'setting "s" { 1.5' .. rest, at = 2, says = "needs one value first" },
    { 'setting "s" { 5, min = days(1)' .. rest, at = 2, says = "min must be of the same kind" },
    { 'setting "s" { 5, max = 4' .. rest, at = 2, says = "outside min and max" },
    { 'setting "s" { hours(24), min = days(2)' .. rest, at = 2, says = "outside min and max" },
    { 'setting "S" { 5' .. rest, at = 2, says = "small letters" },
    { 'setting "end" { 5' .. rest, at = 2, says = "a word of Lua itself" },
    { 'setting(5) { 5' .. rest, at = 2, says = "needs a name in quotes, not a number" },
    { 'setting "s" { 5' .. rest .. '\nsetting "s" { 5' .. rest, at = 3, says = "is declared twice, first at w/workflow.lua:2" },
  },
}
