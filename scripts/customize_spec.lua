-- What customize.lua takes and refuses. Each text is the file of town T about the workflow below;
-- `above` is that of county C. A place is "line" of the text unless it names a file; takes give
-- paths into the workflow as T ends up with it.
local base = [==[
workflow "w" { zh = "工", en = "W", intake = "f", start = "a", people = { party = "parties" },
  outcomes = { { "done", zh = "完", en = "Done" } } }
setting "wave" { hours(24), min = hours(1), max = hours(72), basis = "assumed", zh = "波", en = "Wave" }
setting "most" { 3, min = 1, max = 9, basis = "assumed", zh = "多", en = "Most" }
setting "free" { "x", basis = "assumed", zh = "空", en = "Free" }
clock "LAW" { zh = "法", en = "Law", owner = "office", basis = "law: XF 22", within = days(15) }
clock "POL" { zh = "策", en = "Policy", owner = "office", basis = "policy: ZC 3", within = workdays(5) }
clock "CIT" { zh = "民", en = "Citizen", owner = "citizen", basis = "law: XF 9", within = days(10) }
clock "HRS" { zh = "时", en = "Hours", owner = "office", basis = "law: XF 1", within = hours(48) }
clock "OWN" { zh = "自", en = "Own", owner = "office", basis = "assumed", within = days(3), min = days(2), max = days(5) }
clock "CHO" { zh = "选", en = "Choice", owner = "office", basis = "law: XF 2", choose = "urgency", within = { fast = days(2), slow = days(9) } }
clock "SET" { zh = "定", en = "Set", owner = "office", basis = "law: XF 5", set_by = "the agreement" }
letter "slip" { zh = "单", en = "Slip", number = "单{n}" }
letter "both" { zh = "双", en = "Both", file_en = "both_en.html" }
notice "told" { zh = "知", en = "Told" }
ladder "up" { { "soon", left = "25%", card = "blue", notify = "assignee" }, { "due", at = "due", card = "yellow", notify = { "assignee", "unit_head" }, acknowledge = true },
  { "late", late = workdays(2), card = "red", letter = "slip", notify = "supervisor" }, { "raised", late = workdays(5), raise = "parent" }, { "set", late = "wave", signal = "call" } }
signal "call" { zh = "叫", en = "Call", from = "clerk", form = "f" }
form "f" { zh = "表", en = "Form",
  outcome "agree" { zh = "同", en = "Agree" },
  choice "urgency" { zh = "急", en = "Urgency", required = true, { "fast", zh = "快", en = "Fast" }, { "slow", zh = "慢", en = "Slow" } },
  text "reason" { zh = "由", en = "Reason", max = 100 }, number "count" { zh = "数", en = "Count", min = 1, max = 9 },
  text "open" { zh = "开", en = "Open", plain = true }, text "shut" { zh = "封", en = "Shut", sealed = true, required = true },
  date "born" { zh = "生", en = "Born", personal = true, facts = { minor = age_under(18) } },
  rows "parties" { zh = "方", en = "Parties", min = 1, yes_no "here" { zh = "在", en = "Here", required = true } } }
signal "stop" { zh = "停", en = "Stop", from = "party", form = "f" }
on "stop" (function(case) return "c" end)
stage "a" { zh = "甲", en = "A", next = { "b", "c" }, duties = { start = { "LAW" } }, function(case) return "b" end }
stage "b" { zh = "乙", en = "B", next = { "c" }, function(case) return "c" end }
stage "c" { zh = "丙", en = "C", function(case) return case:close "done" end }
]==]

-- The text stands in line 2.
local function change(body) return 'customize "w" {\n' .. body .. " }" end
local via = '\nstage "v" { zh = "访", en = "V", next = { "b" }, function(case) return "b" end }'
local function routed(body) return change(body) .. via end

return {
  base = base,
  takes = {
    { change "clocks = { LAW = { within = days(10) } }", { "clocks.LAW.within", '{"n":10,"unit":"cd"}' },
      { "clocks.LAW.source", '[{"at":"offices/T/w.lua:2","office":"T","what":"within"}]' }, { "clocks.LAW.at", '"w/workflow.lua:6"' }, { "clocks.POL.source", "null" } },
    { change "clocks = { LAW = { within = days(15) } }" },
    { change "clocks = { LAW = { within = hours(360) } }" },                  -- 15 days last at least 360 hours
    { change "clocks = { POL = { within = days(5) } }" },                     -- five working days are never less than five days
    { change "clocks = { HRS = { within = minutes(2880) } }" },
    { change "clocks = { CIT = { within = days(11) } }" },
    { change "clocks = { CIT = { within = workdays(10) } }" },
    { change "clocks = { OWN = { within = days(5) } }" },
    { change "clocks = { CHO = { within = { fast = days(1) } } }", { "clocks.CHO.within", '{"fast":{"n":1,"unit":"cd"},"slow":{"n":9,"unit":"cd"}}' } },
    { change "settings = { wave = hours(72), most = 1, free = 'y' }", { "settings.wave.value", '{"n":72,"unit":"h"}' }, { "settings.free.value", '"y"' } },
    { change 'forms = { f = { number "hamlet" { zh = "片", en = "Hamlet", required = true } } }', { "forms.f.fields.7.name", '"hamlet"' },
      { "forms.f.fields.7.source", '[{"at":"offices/T/w.lua:2","office":"T","what":"declared"}]' } },
    { change 'forms = { f = { date "born" { zh = "生", en = "Born", personal = true, max = "2030-01-01", facts = { minor = age_under(18), small = age_under(5) } } } }',
      { "forms.f.fields.5.facts.small", '{"kind":"age_under","n":5}' }, { "forms.f.fields.5.max", '"2030-01-01"' } },
    { change 'forms = { f = { date "born" { zh = "生", en = "Born", personal = true, max = "2029-01-01", facts = { minor = age_under(18) } } } }',
      above = change 'forms = { f = { date "born" { zh = "生", en = "Born", personal = true, max = "2030-01-01", facts = { minor = age_under(18) } } } }',
      { "forms.f.fields.5.max", '"2029-01-01"' } },
    { change 'forms = { f = { number "count" { zh = "数", en = "How many", min = 2, max = 9, required = true } } }', { "forms.f.fields.2.min", "2" }, { "forms.f.fields.2.en", '"How many"' } },
    { change 'forms = { f = { rows "parties" { zh = "方", en = "Parties", min = 2, yes_no "nearby" { zh = "本", en = "Nearby" } } } }',
      { "forms.f.fields.6.fields.0.name", '"here"' }, { "forms.f.fields.6.fields.1.name", '"nearby"' }, { "forms.f.fields.6.min", "2" } },
    { change 'texts = { ["stage a"] = { zh = "子" }, ["form f/urgency/fast"] = { en = "At once" }, ["outcome done"] = { en = "Over" }, workflow = { en = "Ours" }, ["form f/agree"] = { en = "Yes" }, ["form f/parties/here"] = { en = "Came" } }',
      { "stages.a.zh", '"子"' }, { "stages.a.en", '"A"' }, { "forms.f.fields.0.choices.0.en", '"At once"' }, { "outcomes.0.en", '"Over"' }, { "en", '"Ours"' },
      { "forms.f.outcomes.0.en", '"Yes"' }, { "forms.f.fields.6.fields.0.en", '"Came"' } },
    { change "before = { a = function(case) end }, after = { a = function(case) end }, replace = { a = function(case) return 'b' end }",
      { "stages.a.before", '[{"at":"offices/T/w.lua:2","office":"T"}]' }, { "stages.a.after", '[{"at":"offices/T/w.lua:2","office":"T"}]' },
      { "stages.a.replaced", '{"at":"offices/T/w.lua:2","office":"T"}' }, { "stages.a.duties", '{"start":["LAW"]}' } },
    { routed "route = { a = { b = 'v' } }", { "stages.a.route", '{"b":"v"}' }, { "stages.a.next", '["b","c"]' }, { "stages.v.source.0.what", '"declared"' } },
    { change "" .. '\nclock "own" { zh = "自", en = "Own", owner = "office", basis = "assumed", within = days(99) } setting "s" { 1, basis = "assumed", zh = "设", en = "S" }\nform "g" { zh = "表", en = "G", text "x" { zh = "文", en = "X" } } signal "own_call" { zh = "叫", en = "Call", from = "clerk", form = "g" }\non "own_call" (function(case) case:note { zh = "叫", en = "Called" } end) spec "x" (function(t) end) example "y" { data = {} }',
      { "signals.own_call.is_handled", "true" }, { "clocks.own.source.0.what", '"declared"' } },
    -- ladders and letters: a step is changed in what is written, others are new, none goes
    { change 'ladders = { up = { { "late", late = workdays(1) }, { "talk", late = workdays(3), notify = "leader_in_charge" } } }',
      { "ladders.up.steps.2", '{"card":"red","late":{"n":1,"unit":"wd"},"letter":"slip","name":"late","notify":["supervisor"],"source":[{"at":"offices/T/w.lua:2","office":"T","what":"changed"}]}' },
      { "ladders.up.steps.3.name", '"talk"' }, { "ladders.up.steps.3.source", '[{"at":"offices/T/w.lua:2","office":"T","what":"added"}]' }, { "ladders.up.steps.4.name", '"raised"' },
      { "ladders.up.source", '[{"at":"offices/T/w.lua:2","office":"T","what":"steps"}]' } },
    { change 'ladders = { up = { { "soon", left = "50%", card = "yellow", notify = { "assignee", "unit_head" } } } }', { "ladders.up.steps.0.left", '"50%"' } },
    { change 'ladders = { up = { { "late", at = "due" } } }', { "ladders.up.steps.2.at", '"due"' } },
    { change 'settings = { wave = hours(12) }', { "ladders.up.steps.4.late", '{"n":12,"unit":"h"}' } },
    { change 'ladders = { up = { { "late", late = workdays(1) } } }', above = change 'ladders = { up = { { "late", notify = { "supervisor", "leader_in_charge" } } } }',
      { "ladders.up.steps.2.notify", '["supervisor","leader_in_charge"]' }, { "ladders.up.steps.2.source.0.office", '"C"' }, { "ladders.up.steps.2.source.1.office", '"T"' } },
    { change 'clocks = { OWN = { ladder = "mine" } }' .. '\nladder "mine" { { "x", at = "due", notify = "assignee" } }', { "clocks.OWN.ladder", '"mine"' },
      { "ladders.mine.source.0.what", '"declared"' } },
    { change 'letters = { slip = { file = "ours.html", number = "我{n}" } }', { "letters.slip.path", '"offices/T/letters/ours.html"' }, { "letters.slip.number", '"我{n}"' },
      { "letters.slip.source", '[{"at":"offices/T/w.lua:2","office":"T","what":"letter"}]' }, { "letters.both.path_en", '"w/letters/both_en.html"' } },
    { change 'letters = { slip = { size = "A5" } }', above = change 'letters = { slip = { file = "ours.html" } }', { "letters.slip.path", '"offices/C/letters/ours.html"' } },
    { change 'letters = { slip = { file = "slip.html" } }', above = change 'letters = { slip = { file = "slip.html" } }', { "letters.slip.path", '"offices/T/letters/slip.html"' } },
    { change '' .. '\nletter "own" { zh = "自", en = "Own" }', { "letters.own.path", '"offices/T/letters/own.html"' } },
    { change 'texts = { ["letter slip"] = { zh = "条" }, ["notice told"] = { en = "Said" } }', { "letters.slip.zh", '"条"' }, { "notices.told.en", '"Said"' } },
    -- what the office above has changed is what stands
    { change "clocks = { LAW = { within = days(9) } }", above = change "clocks = { LAW = { within = days(10) } }", { "clocks.LAW.within.n", "9" },
      { "clocks.LAW.source.0.office", '"C"' }, { "clocks.LAW.source.1.office", '"T"' } },
    { change "route = { a = { v = 'x' } }" .. '\nstage "x" { zh = "先", en = "X", next = { "v" }, function(case) return "v" end }', above = routed "route = { a = { b = 'v' } }",
      { "stages.a.route", '{"b":"x"}' } },
    { change "route = { v = { b = 'x' } }" .. '\nstage "x" { zh = "先", en = "X", next = { "b" }, function(case) return "b" end }', above = routed "route = { a = { b = 'v' } }",
      { "stages.v.route", '{"b":"x"}' }, { "stages.v.source.0.office", '"C"' } },
    { change "before = { v = function(case) end }", above = routed "route = { a = { b = 'v' } }" },
    { change "before = { a = function(case) end }", above = change "before = { a = function(case) end }",
      { "stages.a.before", '[{"at":"offices/C/w.lua:2","office":"C"},{"at":"offices/T/w.lua:2","office":"T"}]' } },
  },
  refuses = {
    { change "clocks = { LAW = { within = days(20) } }", at = 2, says = "LAW within 20 days is longer than the law allows: 15 days (law: XF 22). Write days(15) or less." },
    { 'customize "w" {\n clocks = {\n  ["LAW"] = {\n   within = days(20) } } }', at = 4, says = "LAW within 20 days" },
    { change "clocks = { POL = { within = workdays(6) } }", at = 2, says = "POL within 6 working days is longer than the policy allows: 5 working days (policy: ZC 3)" },
    { change "clocks = { CIT = { within = days(9) } }", at = 2, says = "CIT within 9 days is shorter than the law gives: 10 days (law: XF 9). Write days(10) or more." },
    { change "clocks = { CIT = { within = hours(240) } }", at = 2, says = "cannot be compared for certain. Write it in the same unit: days(n)" },
    { change "clocks = { HRS = { within = days(2) } }", at = 2, says = "2 days and 48 hours cannot be compared for certain. Write it in the same unit: hours(n)" },
    { change "clocks = { HRS = { within = days(3) } }", at = 2, says = "HRS within 3 days is longer than the law allows: 48 hours" },
    { change "clocks = { LAW = { within = workdays(15) } }", at = 2, says = "cannot be compared" },
    { change "clocks = { LAW = { within = workdays(16) } }", at = 2, says = "is longer than the law allows" },
    { change "clocks = { POL = { within = days(6) } }", at = 2, says = "cannot be compared" },
    { change "clocks = { LAW = { within = hours(361) } }", at = 2, says = "cannot be compared" },
    { change "clocks = { OWN = { within = days(6) } }", at = 2, says = "OWN within 6 days is more than its max: 5 days" },
    { change "clocks = { OWN = { within = days(1) } }", at = 2, says = "OWN within 1 day is less than its min: 2 days" },
    { change "clocks = { CHO = { within = { slow = days(10) } } }", at = 2, says = "CHO within 10 days for slow is longer than the law allows: 9 days" },
    { change "clocks = { CHO = { within = days(1) } }", at = 2, says = "has a length for each choice of urgency" },
    { change "clocks = { CHO = { within = { soon = days(1) } } }", at = 2, says = 'within names "soon", which is no choice' },
    { change "clocks = { SET = { within = days(1) } }", at = 2, says = "has no length of its own" },
    { change "clocks = { LAW = { owner = 'citizen' } }", at = 2, says = 'has no option "owner"' },
    { change "clocks = { LAW = days(3) }", at = 2, says = 'write ["LAW"] = { within = days(10) }' },
    { change "clocks = { GONE = { within = days(3) } }", at = 2, says = 'clock "GONE" is not in workflow "w" as this office inherits it. There are: "CHO", "CIT"' },
    { change "clocks = { own = { within = days(3) } }" .. '\nclock "own" { zh = "自", en = "Own", owner = "office", basis = "assumed", within = days(9) }', at = 2, says = 'is declared in this file (offices/T/w.lua:3). Change it there' },
    { change "clocks = { LAW = { within = days(12) } }", above = change "clocks = { LAW = { within = days(10) } }", at = 2, says = "LAW within 12 days is longer than office C allows: 10 days (law: XF 22; offices/C/w.lua:2)" },
    { change "settings = { wave = hours(80) }", at = 2, says = 'setting "wave" of 80 hours is more than its max: 72 hours' },
    { change "settings = { most = 0 }", at = 2, says = 'setting "most" of 0 is less than its min: 1' },
    { change "settings = { wave = 5 }", at = 2, says = 'setting "wave" is a length of time, not a whole number' },
    { change "settings = { gone = 5 }", at = 2, says = 'setting "gone" is not in workflow' },
    { change 'forms = { f = { outcome "maybe" { zh = "或", en = "Maybe" } } }', at = 2, says = "cannot add or change an outcome" },
    { change 'forms = { f = { number "count" { zh = "数", en = "Count", min = 0, max = 9 } } }', at = 2, says = "min is lower than before" },
    { change 'forms = { f = { number "count" { zh = "数", en = "Count", min = 1 } } }', at = 2, says = "max is gone" },
    { change 'forms = { f = { text "reason" { zh = "由", en = "Reason", max = 101 } } }', at = 2, says = "max is higher than before" },
    { change 'forms = { f = { text "reason" { zh = "由", en = "Reason", max = 100, plain = true } } }', at = 2, says = "personal is gone" },
    { change 'forms = { f = { text "shut" { zh = "封", en = "Shut", required = true } } }', at = 2, says = "sealed is gone" },
    { change 'forms = { f = { text "shut" { zh = "封", en = "Shut", sealed = true } } }', at = 2, says = "required is gone" },
    { change 'forms = { f = { number "open" { zh = "开", en = "Open" } } }', at = 2, says = "is inherited as text (w/workflow.lua:" },
    { change 'forms = { f = { date "born" { zh = "生", en = "Born", personal = true } } }', at = 2, says = "the fact minor is not there" },
    { change 'forms = { f = { choice "urgency" { zh = "急", en = "Urgency", required = true, { "fast", zh = "快", en = "Fast" } } } }', at = 2, says = 'the choice "slow" is gone' },
    { change 'forms = { f = { choice "urgency" { zh = "急", en = "Urgency", required = true, { "fast", zh = "快", en = "Fast" }, { "slow", zh = "慢", en = "Slow" }, { "now", zh = "今", en = "Now" } } } }', at = 2, says = 'the choice "now" is new' },
    { change 'forms = { f = { rows "parties" { zh = "方", en = "Parties", min = 1, yes_no "here" { zh = "在", en = "Here" } } } }', at = 2, says = "required is gone" },
    { change 'forms = { f = { yes_no "minor" { zh = "幼", en = "Minor" } } }', at = 2, says = "has a fact of that name" },
    { change 'forms = { f = { date "day" { zh = "日", en = "Day", personal = true, facts = { reason = age_under(18) } } } }', at = 2, says = 'has a field or fact "reason" already' },
    { change 'forms = { f = { date "born" { zh = "生", en = "Born", personal = true, facts = { minor = age_under(18), count = age_under(5) } } } }', at = 2, says = 'has a field or fact "count" already' },
    { change 'forms = { f = { zh = "表二" } }', at = 2, says = "Titles are changed by texts" },
    { change 'forms = { gone = {} }', at = 2, says = 'form "gone" is not in workflow' },
    { change 'texts = { ["stage gone"] = { zh = "无" } }', at = 2, says = 'stage "gone" is not in workflow' },
    { change 'texts = { ["form f/gone"] = { zh = "无" } }', at = 2, says = 'texts names "form f/gone"' },
    { change 'texts = { ["form f/urgency/gone"] = { zh = "无" } }', at = 2, says = 'texts names "form f/urgency/gone"' },
    { change 'texts = { ["outcome gone"] = { zh = "无" } }', at = 2, says = 'texts names "outcome gone"' },
    { change 'texts = { nonsense = { zh = "无" } }', at = 2, says = 'texts names "nonsense"' },
    { change 'texts = { ["stage a"] = {} }', at = 2, says = "says nothing" },
    { change 'texts = { ["stage a"] = { title = "无" } }', at = 2, says = 'has no option "title"' },
    { change "before = { gone = function(case) end }", at = 2, says = 'stage "gone" is not in workflow "w" as this office inherits it. There are: "a", "b", "c"' },
    { change "before = { a = 'b' }", at = 2, says = "before: a needs a function" },
    { change "after = { gone = function(case) end }", at = 2, says = 'stage "gone" is not' },
    { change "replace = { gone = function(case) end }", at = 2, says = 'stage "gone" is not' },
    { routed "before = { v = function(case) end }, route = { a = { b = 'v' } }", at = 2, says = "is declared in this file" },
    { routed "route = { gone = { b = 'v' } }", at = 2, says = 'stage "gone" is not in workflow' },
    { routed "route = { b = { a = 'v' } }", at = 2, says = 'route: stage "b" does not lead to "a" as this office inherits it. It leads to: "c"' },
    { change "route = { a = { b = 'gone' } }", at = 2, says = 'route: "gone" (on the way from "a" to "b") is not a stage' },
    { routed "route = { a = { b = 'b' } }", at = 2, says = "cannot go through one of the two" },
    { change "route = { a = { c = 'v' } }" .. '\nstage "v" { zh = "访", en = "V", function(case) return case:close "done" end }', at = 2, says = 'route: stage "v" does not lead to "c", so the way from "a" would end elsewhere' },
    { change "route = { a = { c = 'v' } }" .. '\nstage "v" { zh = "访", en = "V", next = { "a" }, function(case) return "a" end }', at = 2, says = 'does not lead to "c"' },
    { change "" .. via, at = 3, says = 'stage "v" cannot be reached' },
    { routed "route = { a = { b = 'v' } }, before = { a = function(case) case:tusk() end }", at = 2, says = "there is no verb case:tusk" },
    { change "" .. '\nstage "a" { zh = "甲", en = "A", function(case) end }', at = 3, says = 'stage "a" is declared twice, first at w/workflow.lua' },
    { change "" .. '\non "stop" (function(case) end)', at = 3, says = 'on "stop" is declared twice' },
    { change "letters = { x = {} }", at = 2, says = 'letter "x" is not in workflow "w" as this office inherits it. There are: "both", "slip"' },
    { change "letters = { slip = {} }", at = 2, says = 'letter "slip" changes nothing. Write file = "slip.html"' },
    { change 'letters = { slip = { file = "../x.html" } }', at = 2, says = "is the name of an HTML file" },
    { change 'letters = { both = { file = "x.html" } }', at = 2, says = "has a template in both languages. Write file_en too" },
    { change "ladders = { x = {} }", at = 2, says = 'ladder "x" is not in workflow' },
    { change 'ladders = { up = { { "late", late = workdays(3) } } }', at = 2, says = 'step "late" comes later than before: 2 working days after (w/workflow.lua:16)' },
    { change 'ladders = { up = { { "late", late = workdays(2) } } }', above = change 'ladders = { up = { { "late", late = workdays(1) } } }', at = 2,
      says = 'step "late" comes later than before: 1 working day after (office C, offices/C/w.lua:2)' },
    { change 'ladders = { up = { { "late", late = hours(60) } } }', at = 2, says = 'nobody can say for every date whether that is later' },
    { change 'ladders = { up = { { "soon", left = "20%" } } }', at = 2, says = 'comes later than before: 25% before' },
    { change 'ladders = { up = { { "soon", left = days(2) } } }', at = 2, says = 'nobody can say for every date' },
    { change 'ladders = { up = { { "due", late = minutes(1) } } }', at = 2, says = 'comes later than before: when the clock falls due' },
    { change 'ladders = { up = { { "due", notify = "assignee" } } }', at = 2, says = '"unit_head" is told of it and must stay in notify' },
    { change 'ladders = { up = { { "due", acknowledge = false } } }', at = 2, says = 'acknowledge is on and stays so' },
    { change 'ladders = { up = { { "late", card = "yellow" } } }', at = 2, says = 'the card is red and cannot become yellow' },
    { change 'ladders = { up = { { "raised", raise = "review_body" } } }', at = 2, says = 'raise is "parent" and stays so' },
    { change 'ladders = { up = { { "late", letter = "gone" } } }', at = 2, says = 'letter names letter "gone"' },
    { change 'ladders = { up = { { "late", tell = "x" } } }', at = 2, says = 'has no option "tell"' },
    { change 'ladders = { up = { late = {} } }', at = 2, says = 'has no option "late": it is a list of steps' },
    { change 'ladders = { up = { "late" } }', at = 2, says = 'step 1 must be { "name"' },
    { change 'ladders = { up = { { "new", at = "due", notify = "a" }, { "new", at = "due", notify = "a" } } }', at = 2, says = 'has two steps "new"' },
    { change 'clocks = { LAW = { ladder = "gone" } }', at = 2, says = 'names ladder "gone", which is not declared' },
    { change 'clocks = { LAW = { ladder = "up" } }', above = change 'clocks = { LAW = { ladder = "mine" } }' .. '\nladder "mine" { { "x", at = "due", notify = "assignee" } }', at = 2,
      says = 'clock "LAW" has the ladder "mine", which stays' },
    { change 'clocks = { LAW = { } }', at = 2, says = "needs within" },
    { change "clok = {}", at = 2, says = 'has no option "clok"' },
    { change "clocks = 5", at = 2, says = "clocks must be a table" },
    { change "" .. '\ncustomize "w" {}', at = 3, says = "is written twice" },
    { 'customize "v" {}', at = 1, says = 'write customize "w"' },
    { "local x = 1", at = 1, says = 'this file changes nothing. Begin it with customize "w"' },
    { 'workflow "w" {}', at = 1, says = "cannot be declared by an office" },
    { 'customize "w" {}\nx = 5', at = 2, says = '"x"' },
    { 'customize "w" { before = { a = function(case) end } }', above = 'customize "w" {\n clocks = { LAW = { within = days(99) } } }', at = "offices/C/w.lua:2", says = "longer than the law" },
  },
}
