-- rate.lua: rate "name" { zh, en, count = FACT, of = FACT, except, unless, within, measure, from }: a figure over
-- the facts that the turns of cases write by themselves.
--
--   FACT   { KIND = word } and what narrows it; a word in quotes, or a list of them of which any will do
--   count  what is counted          of      out of which          except  cases that stand outside of both
--   unless what must not follow     within  ... for so long; alone: how long after its thing began
--   measure "median", "p90" or "mean" of the minutes from the beginning of what is counted, or from `from`
--
-- To add a fact: a row here, its word in host/duty/fact.c, where it is told: host/engine/facts.c.
local _, shape = ...
local rate = { kind = "rate", allowed = { zh = "text!", en = "text!", count = "map!", of = "map", except = "map", unless = "map",
  from = "map", within = "duration", measure = "text" } }

-- What a fact may say of its thing, and what narrows it.
local facts = {
  case = { "started", "closed", outcome = true, where = true },
  stage = { "entered", "left", name = "stage", outcome = true },
  clock = { "started", "due", "met", "late", "extended", "paused", id = true },
  task = { "opened", "done", "expired", "returned", name = "form", outcome = true, where = true },
  letter = { "issued", "served", "failed", name = "letter" },
  place = { "needed", "filled", "claimed", "attended", "missed", "minutes", name = "dispatch" },
  signal = { "taken", "refused", name = "signal", outcome = true, where = true },
  link = { "made", as = true },
  card = { "issued", "answered", "withdrawn" },
  money = { "stated", name = "form" },
}
local narrowing = { "id", "name", "outcome", "as", "where" }
local measures = { median = true, p90 = true, mean = true }

-- "a" or { "a", "b" } -> { "a", "b" }
local function words_of(at, what, value)
  local list = shape.list(value)
  local is_good = type(list) == "table" and #list > 0
  for key, word in pairs(is_good and list or {}) do
    is_good = is_good and math.type(key) == "integer" and type(word) == "string"
  end
  if not is_good then
    shape.fail(at, '%s must be a word in quotes, or a list of words of which any will do, not a %s.', what, type(value))
  end
  return list
end

local function check_where(at, what, where)
  if type(where) ~= "table" then shape.fail(at, '%s.where is { field = "choice" }, not a %s.', what, type(where)) end
  local copy = {}
  for field, choice in pairs(where) do
    if type(field) ~= "string" then shape.fail(at, '%s.where is { field = "choice" }: name the field.', what) end
    copy[field] = words_of(at, what .. ".where." .. field, choice)
  end
  return copy
end

-- The one kind a fact names.
local function kind_of(at, what, side, t)
  local kind = nil
  for key in pairs(t) do
    if facts[key] then
      if kind then shape.fail(at, '%s: %s names two facts, %s and %s. Keep one.', what, side, kind, key) end
      kind = key
    end
  end
  if kind then return kind end
  for key in pairs(t) do
    local is_narrowing = false
    for _, name in ipairs(narrowing) do is_narrowing = is_narrowing or name == key end
    if not is_narrowing then
      shape.fail(at, '%s: %s has no fact "%s". Facts are: %s; each may be narrowed by id, name, outcome, as or where.', what, side, tostring(key), shape.listed(shape.keys(facts)))
    end
  end
  shape.fail(at, '%s: %s names no fact. Write for example %s = { clock = "met", id = "XF-D6" }.', what, side, side)
end

-- A fact as the model keeps it: words as they are, narrowed by lists.
local function check_fact(at, what, side, t)
  local kind = kind_of(at, what, side, t)
  local fact = {}
  for key, value in pairs(t) do
    local place = what .. ": " .. side .. "." .. tostring(key)
    if key == kind then
      if type(value) ~= "string" then shape.fail(at, '%s must be a word in quotes, not a %s.', place, type(value)) end
      fact[key] = value
    elseif not facts[kind][key] or math.type(key) == "integer" then
      shape.fail(at, '%s: of a %s one can say nothing about "%s". Leave it out.', what .. ": " .. side, kind, tostring(key))
    elseif key == "where" then
      fact.where = check_where(at, what .. ": " .. side, value)
    else
      fact[key] = words_of(at, place, value)
    end
  end
  for _, word in ipairs(facts[kind]) do
    if word == t[kind] then return fact end
  end
  local words = {}
  for i, word in ipairs(facts[kind]) do words[i] = word end
  shape.fail(at, '%s: %s: of a %s one can count %s, not "%s".', what, side, kind, shape.listed(words), t[kind])
end

-- One fact or several: { case = ... } or { { case = ... }, { link = ... } }.
local function check_facts(at, what, side, t)
  if t[1] == nil then return { check_fact(at, what, side, t) } end
  local list = {}
  for i, fact in ipairs(t) do
    if type(fact) ~= "table" then shape.fail(at, '%s: %s is a fact or a list of facts.', what, side) end
    list[i] = check_fact(at, what, side, fact)
  end
  return list
end

local function check_together(at, what, t)
  if t.measure and not measures[t.measure] then
    shape.fail(at, '%s: measure is "median", "p90" or "mean", not "%s".', what, t.measure)
  end
  if t.measure and t.of then
    shape.fail(at, '%s: measure asks how long it took until what is counted; it is out of nothing. Leave out measure or of.', what)
  end
  if t.from and not t.measure then
    shape.fail(at, '%s: from says where a time begins that is measured. Add measure = "median", or leave it out.', what)
  end
  if t.unless and not t.within then
    shape.fail(at, '%s: unless needs within: how long the other must not happen, as in within = days(180).', what)
  end
end

function rate.declare(book, at, name, t)
  shape.name(at, "rate", name)
  local what = 'rate "' .. name .. '"'
  book.once(at, "rate", name, book.rates)
  shape.no_list(at, what, t)
  shape.options(at, what, t, rate.allowed)
  local r = { at = at, zh = t.zh, en = t.en, within = t.within, measure = t.measure }
  for _, side in ipairs { "count", "of", "unless", "from" } do
    r[side] = t[side] and check_fact(at, what, side, t[side])
  end
  r.except = t.except and check_facts(at, what, "except", t.except)
  check_together(at, what, t)
  book.rates[name] = r
end

-- ---- what a fact names must be declared

local function each(at, what, words, entries, kind)
  for _, word in ipairs(words or {}) do
    if not entries[word] then
      shape.fail(at, '%s names %s "%s", which is not declared. Declared are: %s.', what, kind, word, shape.listed(shape.keys(entries)))
    end
  end
end

-- The forms whose answers the fact is about: those it names, or all.
local function forms_of(book, fact)
  local forms, intake = {}, book.workflow.intake
  if fact.case then return intake and { [intake] = book.forms[intake] } or {} end
  for _, name in ipairs(fact.name or {}) do
    if fact.task then forms[name] = book.forms[name] end
    if fact.signal and book.signals[name].form then forms[book.signals[name].form] = book.forms[book.signals[name].form] end
  end
  return fact.name and forms or book.forms
end

local function check_outcomes(book, at, what, fact)
  local known = {}
  if fact.case then
    for _, item in ipairs(book.workflow.outcomes) do known[item.id] = true end
    known.merged_into = true
  elseif fact.stage then
    known = book.stages
  else
    for _, form in pairs(forms_of(book, fact)) do
      for _, item in ipairs(form.outcomes or {}) do known[item.id] = true end
    end
    for _, word in ipairs { "receive", "object", "expired" } do known[word] = true end
  end
  each(at, what, fact.outcome, known, "outcome")
end

-- What a field may say to statistics: a choice, or yes and no.
local function answers_of(item)
  if item and item.type == "yes_no" then return { { id = "yes" }, { id = "no" } } end
  return item and item.type == "choice" and item.choices or {}
end

local function check_choices(book, at, what, fact)
  for field, choices in pairs(fact.where or {}) do
    local known = nil
    for _, form in pairs(forms_of(book, fact)) do
      for _, choice in ipairs(answers_of(book.field(form, field))) do
        known = known or {}
        known[choice.id] = true
      end
    end
    if not known then shape.fail(at, '%s.where names field "%s", which is no choice and no yes_no field of the form it is about.', what, field) end
    each(at, what .. ".where." .. field, choices, known, "choice")
  end
end

local function finish_fact(book, at, what, fact)
  if fact.clock then each(at, what, fact.id, book.clocks, "clock") end
  if fact.stage then each(at, what, fact.name, book.stages, "stage") end
  if fact.task or fact.money then each(at, what, fact.name, book.forms, "form") end
  if fact.letter then each(at, what, fact.name, book.letters, "letter") end
  if fact.signal then each(at, what, fact.name, book.signals, "signal") end
  check_outcomes(book, at, what, fact)
  check_choices(book, at, what, fact)
end

function rate.finish(book)
  for name, r in pairs(book.rates) do
    for _, side in ipairs { "count", "of", "unless", "from" } do
      if r[side] then finish_fact(book, r.at, 'rate "' .. name .. '": ' .. side, r[side]) end
    end
    for _, fact in ipairs(r.except or {}) do finish_fact(book, r.at, 'rate "' .. name .. '": except', fact) end
  end
end

return rate
