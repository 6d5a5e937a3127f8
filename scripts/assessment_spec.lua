-- What assessment.lua takes and refuses (see workflow_spec.lua).
local rates = 'rate "r" { zh = "率", en = "R", count = { clock = "met", id = "C1" }, of = { clock = "due", id = "C1" } } ' ..
  'rate "n" { zh = "数", en = "N", count = { case = "started" } } '
local head = rates .. 'assessment "units" { zh = "考评", en = "Assessment", version = "2026-1", basis = "policy: XF 39", appeal = workdays(5), '
return {
  takes = {
    { head .. '{ rate = "r", weight = 30 } }', { "assessments.units",
      '{"appeal":{"n":5,"unit":"wd"},"at":"w/workflow.lua:2","basis":"policy: XF 39","en":"Assessment","indicators":[{"better":"high","rate":"r","weight":30}],"version":"2026-1","zh":"考评"}' } },
    { head .. '{ rate = "r", weight = 1, better = "low" } }', { "assessments.units.indicators", '[{"better":"low","rate":"r","weight":1}]' } },
  },
  refuses = {
    { head .. '}', at = 2, says = "has no indicators" },
    { head .. '{ rate = "r" } }', at = 2, says = "needs weight" },
    { head .. '{ rate = "r", weight = 0 } }', at = 2, says = "weight is a whole number from 1 to 100" },
    { head .. '{ rate = "r", weight = 5, better = "more" } }', at = 2, says = 'better is "high"' },
    { head .. '{ rate = "r", weight = 5, person = "x" } }', at = 2, says = 'has no option "person"' },
    { head .. '{ rate = "x", weight = 5 } }', at = 2, says = 'names rate "x", which is not declared' },
    { head .. '{ rate = "n", weight = 5 } }', at = 2, says = 'is no share' },
    { head .. '{ rate = "r", weight = 5 }, { rate = "r", weight = 6 } }', at = 2, says = 'names rate "r" twice' },
    { rates .. 'assessment "units" { zh = "考评", en = "A", version = "1", basis = "x", appeal = hours(5), { rate = "r", weight = 5 } }', at = 2, says = "appeal is a time in days" },
    { rates .. 'assessment "units" { zh = "考评", en = "A", basis = "x", appeal = days(5), { rate = "r", weight = 5 } }', at = 2, says = "needs version" },
  },
}
