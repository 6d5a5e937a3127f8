-- What clock.lua takes and refuses (see workflow_spec.lua).
local rest = ', owner = "office", basis = "law: XF 22", zh = "钟", en = "C" }'
local choice = 'form "g" { zh = "表", en = "G", choice "urgency" { zh = "急", en = "U", { "urgent", zh = "急", en = "U" }, { "ordinary", zh = "平", en = "O" } } }\n'
return {
  takes = {
    { 'clock "XF-D1" { within = workdays(15)' .. rest, { "clocks.XF-D1",
      '{"at":"w/workflow.lua:2","basis":"law: XF 22","en":"C","owner":"office","within":{"n":15,"unit":"wd"},"zh":"钟"}' } },
    { 'clock "own-visit" { set_by = "the agreement"' .. rest, { "clocks.own-visit.set_by", '"the agreement"' } },
    { choice .. 'clock "X" { choose = "urgency", within = { urgent = hours(2), ordinary = minutes(30) }' .. rest,
      { "clocks.X.within", '{"ordinary":{"n":30,"unit":"min"},"urgent":{"n":2,"unit":"h"}}' }, { "clocks.X.choose", '"urgency"' } },
  },
  refuses = {
    { 'clock "X" { owner = "me", basis = "assumed", within = days(1), zh = "钟", en = "C" }', at = 2, says = 'owner is "me". Write owner = "office"' },
    { 'clock "X" { zh = "钟", en = "C", basis = "assumed", within = days(1) }', at = 2, says = "needs owner" },
    { 'clock "X" { ladder = "supervision", within = days(1)' .. rest, at = 2, says = "ladder comes later" },
    { 'clock "X" { extend = { times = 1 }, within = days(1)' .. rest, at = 2, says = "extend comes later" },
    { 'clock "X" { zh = "钟"' .. rest, at = 2, says = "needs within" },
    { 'clock "X" { within = 5' .. rest, at = 2, says = "within must be a length such as workdays(3) or hours(24), not a number" },
    { 'clock "X" { within = { urgent = days(1) }' .. rest, at = 2, says = "several lengths need choose" },
    { 'clock "X" { choose = "urgency", within = days(1)' .. rest, at = 2, says = "one length for each choice" },
    { 'clock "X" { choose = "urgency", within = { urgent = 5 }' .. rest, at = 2, says = "within.urgent must be a length" },
    { 'clock "X" { choose = "nope", within = { urgent = days(1) }' .. rest, at = 2, says = "not a choice field of any form" },
    { choice .. 'clock "X" { choose = "urgency", within = { urgent = days(1) }' .. rest, at = 3, says = 'no length for choice "ordinary"' },
    { choice .. 'clock "X" { choose = "urgency", within = { urgent = days(1), ordinary = days(1), late = days(1) }' .. rest, at = 3,
      says = 'within names "late"' },
    { 'clock "X Y" { within = days(1)' .. rest, at = 2, says = "the id of a clock" },
    { 'clock "X" { open_hours(5)' .. rest, at = 2, says = "open_hours comes later" },
    { 'clock "X" { within = days("5")' .. rest, at = 2, says = "days needs a whole number" },
    { 'clock "X" { max = days(3), within = days(4)' .. rest, at = 2, says = "within is outside min and max" },
    { 'clock "X" { min = days(3), within = days(2)' .. rest, at = 2, says = "within is outside min and max" },
    { choice .. 'clock "X" { choose = "urgency", max = days(3), within = { urgent = days(1), ordinary = days(4) }' .. rest, at = 3, says = "within is outside min and max" },
    { 'clock "X" { max = 3, within = days(2)' .. rest, at = 2, says = "max must be a length" },
    { 'clock "X" { days(1), within = days(1)' .. rest, at = 2, says = "has a value without a name" },
  },
}
