-- customize.lua: customize "workflow" { settings, clocks, texts, forms, ladders, letters, before, after, route, replace }:
-- what one office changes of the workflow as the office above it ends up with it.
--
-- The book already holds what is inherited (book.over); the office's own declarations join it, then
-- apply() makes the changes, then every kind checks the whole as if one hand had written it. What was
-- changed says so: source = { { office, at, what }, ... }, the nearest last.
local _, shape, load_module, module = ...
local form = module.form
local tighten = load_module("tighten", nil, shape)
local papers = load_module("customize_papers", nil, shape, tighten, module)
local customize = { kind = "customize", allowed = {
  settings = "map", clocks = "map", texts = "map", forms = "map", ladders = "map", letters = "map",
  before = "map", after = "map", route = "map", replace = "map",
} }

-- "offices/370102003/petition.lua:3": the line of that member, or of the nearest around it.
local function place(book, path)
  local file = string.match(book.custom.at, "^(.*):%d+$")
  while path do
    if book.places[path] then return file .. ":" .. book.places[path] end
    path = string.match(path, "^(.*)/[^/]*$")
  end
  return book.custom.at
end

function customize.declare(book, at, name, t)
  if name ~= book.name then
    shape.fail(at, 'customize "%s" lies in %s.lua. The file has the name of the workflow it changes: write customize "%s".', tostring(name), book.name, book.name)
  end
  if book.custom then
    shape.fail(at, 'customize "%s" is written twice, first at %s. Put all changes into one.', name, book.custom.at)
  end
  book.custom = { at = at, t = t }
  shape.no_list(at, 'customize "' .. name .. '"', t)
  for key, changes in pairs(t) do
    shape.options(place(book, key), 'customize "' .. name .. '"', { [key] = changes }, customize.allowed)
  end
end

local function mark(book, entry, at, what)
  entry.source = entry.source or {}
  entry.source[#entry.source + 1] = { office = book.office, at = at, what = what }
end

-- What the office changes must be there, and inherited.
local function inherited(book, at, kind, entries, name)
  if type(name) ~= "string" then
    shape.fail(at, 'customize "%s": each change has a name: ["%s"] = ..., not a list.', book.name, "TJ-D1")
  end
  local entry = entries[name]
  if not entry then
    shape.fail(at, '%s "%s" is not in workflow "%s" as this office inherits it. There are: %s.', kind, name, book.name, shape.listed(shape.keys(entries)))
  end
  if not book.inherited[entries][name] then
    shape.fail(at, '%s "%s" is declared in this file (%s). Change it there.', kind, name, entry.at)
  end
  return entry
end

-- ---- settings and clocks

local function kind_of(value)
  if shape.is_duration(value) then return "a length of time" end
  if math.type(value) == "integer" then return "a whole number" end
  return ({ string = "a text", boolean = "true or false" })[type(value)] or "a " .. type(value)
end

local function change_setting(book, name, value)
  local at = place(book, "settings/" .. tostring(name))
  local s = inherited(book, at, "setting", book.settings, name)
  local what = 'setting "' .. name .. '"'
  if kind_of(value) ~= kind_of(s.value) then
    shape.fail(at, '%s is %s, not %s. Write %s = ... with a value of that kind.', what, kind_of(s.value), kind_of(value), name)
  end
  tighten.bounds(at, what .. " of " .. (shape.is_duration(value) and tighten.length_text(value) or tostring(value)), value, s)
  s.value = value
  mark(book, s, at, "value")
end

local function change_lengths(at, name, c, within)
  if type(within) ~= "table" then
    shape.fail(at, '%s has a length for each choice of %s. Write within = { choice = days(5), ... }.', name, c.choose)
  end
  for choice, length in pairs(within) do
    if not shape.is_duration(length) then
      shape.fail(at, '%s: within.%s must be a length such as workdays(3).', name, tostring(choice))
    end
    if not c.within[choice] then
      shape.fail(at, '%s: within names "%s", which is no choice of %s. Choices are: %s.', name, tostring(choice), c.choose, shape.listed(shape.keys(c.within)))
    end
    tighten.clock(at, name, c, length, c.within[choice], choice)
    c.within[choice] = length
  end
end

-- A clock that has no ladder may get one; one that has keeps it, with its steps.
local function add_ladder(book, at, what, c, ladder)
  if c.ladder and c.ladder ~= ladder then
    shape.fail(at, '%s has the ladder "%s", which stays. Change its steps: ladders = { %s = { ... } }.', what, c.ladder, c.ladder)
  end
  c.ladder = ladder
  mark(book, c, at, "ladder")
end

local function change_clock(book, name, t)
  local path = "clocks/" .. tostring(name)
  local at = place(book, path)
  local c = inherited(book, at, "clock", book.clocks, name)
  local what = 'clock "' .. name .. '"'
  if type(t) ~= "table" or shape.is_duration(t) then
    shape.fail(at, '%s: write ["%s"] = { within = days(10) }.', what, name)
  end
  shape.no_list(at, what, t)
  shape.options(at, what, t, { within = "any", ladder = "text" })
  if t.ladder then add_ladder(book, at, what, c, t.ladder) end
  if t.within == nil and t.ladder then return end
  shape.options(at, what, { within = t.within }, { within = "any!" })
  at = place(book, path .. "/within")
  if not c.within then
    shape.fail(at, '%s has no length of its own: its date is set by "%s". Leave it out.', what, c.set_by)
  end
  if c.choose and not shape.is_duration(t.within) then
    change_lengths(at, name, c, t.within)
  else
    if c.choose then change_lengths(at, name, c, nil) end
    shape.is(at, what, "within", "duration", t.within)
    tighten.clock(at, name, c, t.within, c.within)
    c.within = t.within
  end
  mark(book, c, at, "within")
end

-- ---- forms

local add_fields

-- A field written again: stricter or the same; fields within rows are added to those there are.
local function change_field(book, owner, old, new)
  local what = new.type .. ' "' .. new.name .. '" of ' .. owner
  tighten.field(new.at, what, old, new)
  for _, option in ipairs { "required", "personal", "sealed", "plain", "min", "max", "facts", "zh", "en" } do
    old[option] = new[option]
  end
  if new.fields then add_fields(book, what, old.fields, new.fields) end
  mark(book, old, new.at, "stricter")
end

function add_fields(book, owner, fields, more)
  local by_name, taken = {}, {}
  for _, item in ipairs(fields) do
    by_name[item.name] = item
    for fact in pairs(item.facts or {}) do taken[fact] = item.at end
  end
  for _, item in ipairs(more) do
    if taken[item.name] then
      shape.fail(item.at, '%s "%s": %s has a fact of that name (%s). Choose another.', item.type, item.name, owner, taken[item.name])
    end
    local old = by_name[item.name]
    for fact in pairs(item.facts or {}) do
      local is_new = not (old and old.facts and old.facts[fact])
      if is_new and (by_name[fact] or taken[fact]) then
        shape.fail(item.at, '%s "%s": %s has a field or fact "%s" already. Choose another.', item.type, item.name, owner, fact)
      end
    end
    if old then
      change_field(book, owner, old, item)
    else
      fields[#fields + 1] = item
      mark(book, item, item.at, "declared")
    end
  end
end

local function change_form(book, name, t)
  local at = place(book, "forms/" .. tostring(name))
  local f = inherited(book, at, "form", book.forms, name)
  local what = 'form "' .. name .. '"'
  if type(t) ~= "table" then shape.fail(at, '%s: write %s = { number "hamlet" { zh = "...", en = "..." } }.', what, name) end
  for key in pairs(t) do
    if math.type(key) ~= "integer" then
      shape.fail(at, '%s: a change of a form is a list of fields; "%s" has no place in it. Titles are changed by texts.', what, tostring(key))
    end
  end
  local outcomes = {}
  local more = form.fields_of(at, what, t, outcomes)
  if outcomes[1] then
    shape.fail(outcomes[1].at, '%s: an office cannot add or change an outcome ("%s"): the stages would not know it. Add a field, or a form of your own.', what, outcomes[1].name)
  end
  add_fields(book, what, f.fields, more)
  mark(book, f, at, "fields")
end

-- ---- texts: ["stage accepting"], ["form application/amount"], ["outcome done"], ["workflow"]

local function member(list, key, name)
  for _, item in ipairs(list or {}) do
    if item[key] == name then return item end
  end
  return nil
end

local function inner(entry, name)
  return member(entry.fields, "name", name) or member(entry.outcomes, "id", name) or member(entry.choices, "id", name)
end

local function find_text(book, at, key)
  if key == "workflow" then return book.workflow end
  local kind, name = string.match(tostring(key), "^(%l+) ([^/]+)")
  local maps = { stage = book.stages, clock = book.clocks, form = book.forms, signal = book.signals, setting = book.settings,
    letter = book.letters, notice = book.notices, rate = book.rates }
  local entry
  if kind == "outcome" then
    entry = member(book.workflow.outcomes, "id", name)
  elseif maps[kind] then
    entry = inherited(book, at, kind, maps[kind], name)
  end
  for part in string.gmatch(kind and string.sub(key, #kind + #name + 2) or "", "/([^/]+)") do
    entry = entry and inner(entry, part)
  end
  if not entry then
    shape.fail(at, 'texts names "%s", which is not in workflow "%s" as this office inherits it. Write ["stage name"], ["form name"], ["form name/field"], ["form name/field/choice"], ["clock ID"], ["signal name"], ["setting name"], ["letter name"], ["notice name"], ["rate name"], ["outcome name"] or workflow.', tostring(key), book.name)
  end
  return entry
end

local function change_text(book, key, t)
  local at = place(book, "texts/" .. tostring(key))
  local entry = find_text(book, at, key)
  local what = 'texts: "' .. tostring(key) .. '"'
  if type(t) ~= "table" then shape.fail(at, '%s: write { zh = "...", en = "..." }.', what) end
  shape.no_list(at, what, t)
  shape.options(at, what, t, { zh = "text", en = "text" })
  if not t.zh and not t.en then shape.fail(at, '%s says nothing. Write zh, en or both.', what) end
  entry.zh, entry.en = t.zh or entry.zh, t.en or entry.en
  mark(book, entry, at, "text")
end

-- ---- before, after, replace

local function hook_stage(book, kind, name, body)
  local at = place(book, kind .. "/" .. tostring(name))
  local s = inherited(book, at, "stage", book.stages, name)
  if type(body) ~= "function" then
    shape.fail(at, '%s: %s needs a function: %s = { %s = function(case) ... end }.', kind, name, kind, name)
  end
  return s, at
end

local function add_hook(book, kind, name, body)
  local s, at = hook_stage(book, kind, name, body)
  s[kind] = s[kind] or {}
  s[kind][#s[kind] + 1] = { office = book.office, at = at }
end

local function replace_stage(book, name, body)
  local s, at = hook_stage(book, "replace", name, body)
  s.replaced = { office = book.office, at = at }
end

-- ---- route

-- Where a stage leads, with what offices have bent.
local function targets(s)
  local list, seen = {}, {}
  for _, name in ipairs(s.next) do
    local to = s.route and s.route[name] or name
    if not seen[to] then
      seen[to] = true
      list[#list + 1] = to
    end
  end
  return list, seen
end

local function check_edge(book, at, from, to, via)
  local leads, is_target = targets(book.stages[from])
  if not is_target[to] then
    shape.fail(at, 'route: stage "%s" does not lead to "%s" as this office inherits it. It leads to: %s.', from, tostring(to), shape.listed(leads))
  end
  if type(via) ~= "string" or not book.stages[via] then
    shape.fail(at, 'route: "%s" (on the way from "%s" to "%s") is not a stage. Declare it in this file: stage "%s" { ... next = { "%s" } ... }.', tostring(via), from, to, tostring(via), to)
  end
  if via == from or via == to then
    shape.fail(at, 'route: the way from "%s" to "%s" cannot go through one of the two. Name another stage.', from, to)
  end
end

-- Does a way lead from `via` to `to` without coming back to `from`?
local function leads_to(book, via, to, from)
  local reached, waiting = { [from] = true }, { via }
  while #waiting > 0 do
    local name = table.remove(waiting)
    if name == to then return true end
    if not reached[name] then
      reached[name] = true
      for _, following in ipairs(targets(book.stages[name])) do waiting[#waiting + 1] = following end
    end
  end
  return false
end

-- { { at, from, to, via } ... } against the stages as they are inherited.
local function bends_of(book, route)
  local bends = {}
  for from, edges in pairs(route) do
    local at = place(book, "route/" .. tostring(from))
    inherited(book, at, "stage", book.stages, from)
    if type(edges) ~= "table" then shape.fail(at, 'route: write %s = { to = "via" }.', from) end
    for to, via in pairs(edges) do
      at = place(book, "route/" .. from .. "/" .. tostring(to))
      check_edge(book, at, from, to, via)
      bends[#bends + 1] = { at = at, from = from, to = to, via = via }
    end
  end
  return bends
end

local function change_route(book, route)
  local bends, ways = bends_of(book, route), {}
  for i, bend in ipairs(bends) do
    ways[i] = {}
    local s = book.stages[bend.from]
    for _, name in ipairs(s.next) do
      if (s.route and s.route[name] or name) == bend.to then ways[i][name] = bend.via end
    end
  end
  for i, bend in ipairs(bends) do
    local s = book.stages[bend.from]
    s.route, s.bent = s.route or {}, s.bent or {}
    for name, via in pairs(ways[i]) do
      s.route[name] = via
      s.bent[name] = { office = book.office, at = bend.at }
    end
  end
  for _, bend in ipairs(bends) do
    if not leads_to(book, bend.via, bend.to, bend.from) then
      shape.fail(bend.at, 'route: stage "%s" does not lead to "%s", so the way from "%s" would end elsewhere. Name "%s" in next of stage "%s".', bend.via, bend.to, bend.from, bend.to, bend.via)
    end
  end
end

-- ---- the whole

-- What the office declares itself says so.
local function mark_own(book)
  for _, kind in ipairs(book.kinds) do
    for name, entry in pairs(book[kind]) do
      if not book.inherited[book[kind]][name] then mark(book, entry, entry.at, "declared") end
    end
  end
end

function customize.apply(book)
  if not book.custom then
    shape.fail(book.file .. ":1", 'this file changes nothing. Begin it with customize "%s" { ... }.', book.name)
  end
  local t = book.custom.t
  for name, value in pairs(t.settings or {}) do change_setting(book, name, value) end
  for name, change in pairs(t.clocks or {}) do change_clock(book, name, change) end
  for name, change in pairs(t.forms or {}) do change_form(book, name, change) end
  for name, change in pairs(t.ladders or {}) do
    local at = place(book, "ladders/" .. tostring(name))
    local l = inherited(book, at, "ladder", book.ladders, name)
    papers.change_ladder(book, at, name, l, change)
    mark(book, l, at, "steps")
  end
  for name, change in pairs(t.letters or {}) do
    local at = place(book, "letters/" .. tostring(name))
    local l = inherited(book, at, "letter", book.letters, name)
    papers.change_letter(at, name, l, change)
    mark(book, l, at, "letter")
  end
  for key, change in pairs(t.texts or {}) do change_text(book, key, change) end
  for name, body in pairs(t.before or {}) do add_hook(book, "before", name, body) end
  for name, body in pairs(t.after or {}) do add_hook(book, "after", name, body) end
  for name, body in pairs(t.replace or {}) do replace_stage(book, name, body) end
  change_route(book, t.route or {})
  mark_own(book)
  mark(book, book.workflow, book.custom.at, "customize")
end

return customize
