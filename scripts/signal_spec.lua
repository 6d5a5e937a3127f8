-- What signal.lua takes and refuses (see workflow_spec.lua).
local rest = ', zh = "信", en = "S" }'
return {
  takes = {
    { 'signal "s" { from = { "party", "clerk" }, form = "f", about = "parties", not_in = { "b" }, confirm = { form = "f", to = "clerk" }, after_close = days(30)' .. rest ..
      '\non "s" (function(case) end)', { "signals.s",
      '{"about":"parties","after_close":{"n":30,"unit":"cd"},"at":"w/workflow.lua:2","confirm":{"form":"f","to":"clerk"},"en":"S","form":"f",' ..
      '"from":["party","clerk"],"is_handled":true,"not_in":["b"],"zh":"信"}' } },
    { 'signal "s" { from = "party", form = "f", only_in = "a"' .. rest, { "signals.s.is_handled", "false" }, { "signals.s.only_in", '["a"]' }, { "signals.s.from", '["party"]' } },
  },
  refuses = {
    { 'signal "s" { from = "party", form = "f", begins = "z"' .. rest, at = 2, says = 'begins names stage "z"' },
    { 'signal "s" { from = "party", form = "f", begins = "a"' .. rest .. '\non "s" (function(case) end)', at = 2, says = "Keep one" },
    { 'signal "s" { from = "party", form = "f", begins = "a", confirm = { form = "f", to = "clerk" }' .. rest, at = 2, says = "neither confirm nor about" },
    { 'signal "s" { from = "party", form = "f", begins = "a"' .. rest, at = 2, says = "has outcomes. Make them a choice" },
    { 'signal "s" { form = "f"' .. rest, at = 2, says = "needs from" },
    { 'signal "s" { from = "party"' .. rest, at = 2, says = "needs form" },
    { 'signal "s" { from = 5, form = "f"' .. rest, at = 2, says = "from must be a list of names" },
    { 'signal "s" { from = "party", form = "g"' .. rest, at = 2, says = 'names form "g", which is not declared' },
    { 'signal "s" { from = "party", form = "f", about = "people"' .. rest, at = 2, says = 'about names "people", which is not a rows field of any form. Rows are: "parties"' },
    { 'signal "s" { from = "party", form = "f", not_in = { "z" }' .. rest, at = 2, says = 'not_in names stage "z"' },
    { 'signal "s" { from = "party", form = "f", only_in = { "z" }' .. rest, at = 2, says = 'only_in names stage "z"' },
    { 'signal "s" { from = "party", form = "f", only_in = "a", not_in = "b"' .. rest, at = 2, says = "has both only_in and not_in" },
    { 'signal "s" { from = "party", form = "f", confirm = { form = "g", to = "clerk" }' .. rest, at = 2, says = 'confirm names form "g"' },
    { 'signal "s" { from = "party", form = "f", confirm = { form = "f" }' .. rest, at = 2, says = "confirm needs to" },
    { 'signal "s" { from = "party", form = "f", after_close = 5' .. rest, at = 2, says = "after_close must be a length" },
    { 'on "nope" (function(case) end)', at = 2, says = "handles a signal that is not declared. Signals are: \"paid\", \"stop\"" },
    { 'on "stop" { }', at = 2, says = "needs a function in brackets" },
    { 'on "stop"', whole = false, at = 2, says = "has a name but nothing after it" },
    { 'on "stop" (function(case) end)\non "stop" (function(case) end)', at = 3, says = "is declared twice" },
    { 'on "stop" (function(case) return "zz" end)', at = 2, says = 'the handler of "stop" returns "zz", which is not a stage' },
    { 'on "stop" (function(case)\ncase:task "f" end)', at = 3, says = 'the handler of "stop" calls case:task, which waits' },
  },
}
