-- What rate.lua takes and refuses (see workflow_spec.lua).
local rest = ', zh = "率", en = "R" }'
return {
  takes = {
    { 'rate "fill" { count = { place = "filled" }, of = { place = "needed" }' .. rest, { "rates.fill",
      '{"at":"w/workflow.lua:2","count":{"place":"filled"},"en":"R","of":{"place":"needed"},"zh":"率"}' } },
    { 'rate "on_time" { count = { clock = "met", id = "C1" }, of = { clock = "started", id = "C1" }, within = days(180)' .. rest,
      { "rates.on_time.count", '{"clock":"met","id":"C1"}' }, { "rates.on_time.within", '{"n":180,"unit":"cd"}' } },
    { 'rate "letters" { count = { letter = "issued", name = "l" }' .. rest },
    { 'rate "agreed" { count = { task = "done", name = "f", outcome = "agree" }, of = { task = "done", name = "f" }' .. rest },
  },
  refuses = {
    { 'rate "r" { of = { place = "needed" }' .. rest, at = 2, says = "needs count" },
    { 'rate "r" { count = { }' .. rest, at = 2, says = "count names no fact" },
    { 'rate "r" { count = { place = "filled", clock = "met" }' .. rest, at = 2, says = "names two facts" },
    { 'rate "r" { count = { person = "met" }' .. rest, at = 2, says = 'count has no fact "person". Facts are: "case", "clock"' },
    { 'rate "r" { count = { clock = "won" }' .. rest, at = 2, says = 'of a clock one can count "started", "met"' },
    { 'rate "r" { count = { clock = "met", id = "C9" }' .. rest, at = 2, says = 'count names clock "C9"' },
    { 'rate "r" { count = { clock = "met", id = 5 }' .. rest, at = 2, says = "count.id must be a word" },
    { 'rate "r" { count = { letter = "issued", name = "k" }' .. rest, at = 2, says = 'count names letter "k", which is not declared' },
    { 'rate "r" { count = { stage = "entered", name = "k" }' .. rest, at = 2, says = 'count names stage "k"' },
    { 'rate "r" { count = { task = "done", name = "k" }' .. rest, at = 2, says = 'count names form "k"' },
  },
}
