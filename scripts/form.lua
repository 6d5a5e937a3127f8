-- form.lua: form "name" { zh, en, outcome "..." {...}, text "..." {...}, ... } and the kinds of fields.
--
-- A field kind is a function of two calls, as any declaration: text "reason" { zh, en, max = 2000 }.
-- It gives an item { name, type, at, ... } that the form takes up; items of `rows` nest once.
local _, shape = ...
local form = { kind = "form", allowed = { zh = "text!", en = "text!" } }

local common = { zh = "text!", en = "text!", required = "flag", plain = "flag", personal = "flag", sealed = "flag", facts = "map" }
-- What each kind may have besides: bounds, and whether it is personal unless it says otherwise.
local kinds = {
  text      = { min = "whole", max = "whole", is_personal = true },
  choice    = { has_choices = true },
  yes_no    = {},
  number    = { min = "whole", max = "whole" },
  money     = { min = "whole", max = "whole" },
  date      = { min = "date", max = "date", is_moment = true },
  time      = { is_moment = true },
  duration  = { min = "duration", max = "duration" },
  people    = { min = "whole", max = "whole", is_personal = true },
  phone     = { is_personal = true },
  id_number = { is_personal = true },
  address   = { is_personal = true },
  files     = { min = "whole", max = "whole", is_personal = true },
  office    = {},
  rows      = { min = "whole", max = "whole", has_fields = true },
  -- a table of thousands of rows: it stays in the host, a script only passes it on
  sheet     = { min = "whole", max = "whole", is_personal = true },
}
-- An answer has these by itself.
local reserved = { outcome = true, by = true, on = true, at = true, office = true, row = true, way = true }
local silent = { expired = true, cancelled = true }

local function check_bounds(at, what, kind, t)
  for _, bound in ipairs { "min", "max" } do
    local value, wanted = t[bound], kinds[kind][bound]
    if value ~= nil and not wanted then
      shape.fail(at, "%s: %s %s field has no %s. Leave it out.", what, kind == "office" and "an" or "a", kind, bound)
    elseif value ~= nil and wanted == "date" then
      if value ~= "today" and not shape.is_date(value) then
        shape.fail(at, '%s: %s must be a date such as "2026-02-10", or "today".', what, bound)
      end
    elseif value ~= nil then
      shape.is(at, what, bound, wanted, value)
    end
  end
  if t.min ~= nil and t.max ~= nil and t.min ~= "today" and t.max ~= "today" and shape.is_less(t.max, t.min) then
    shape.fail(at, "%s: min is greater than max. Change one of them.", what)
  end
end

-- after = "starts", within = hours(8): it lies behind another field of its kind, and not too far.
local function check_after(at, what, kind, t)
  if t.within and not t.after then shape.fail(at, '%s: within says how long after which field: add after = "...".', what) end
  if t.after and not kinds[kind].is_moment then shape.fail(at, "%s: a %s field has no after. Leave it out.", what, kind) end
  if t.within and t.within.unit ~= "cd" and (kind == "date" or (t.within.unit ~= "h" and t.within.unit ~= "min")) then
    shape.fail(at, "%s: within is %s.", what, kind == "date" and "days(...)" or "hours(...), minutes(...) or days(...)")
  end
end

local function check_secrecy(at, what, kind, t)
  if t.plain and kind ~= "text" then
    shape.fail(at, "%s: only a text field may say plain; a %s field %s.", what, kind,
      kinds[kind].is_personal and "is always personal" or "is plain already")
  end
  if t.plain and (t.personal or t.sealed) then
    shape.fail(at, "%s cannot be plain and %s at once. Keep one.", what, t.personal and "personal" or "sealed")
  end
  if t.personal == false and kinds[kind].is_personal then
    shape.fail(at, "%s: a %s field is personal%s.", what, kind, kind == "text" and "; if it names nobody, write plain = true" or " and stays so")
  end
end

local function facts_of(at, what, kind, t)
  local facts = nil
  for name, fact in pairs(t.facts or {}) do
    shape.dotted_name(at, what .. ": fact", name)
    if type(fact) ~= "table" or fact.kind ~= "age_under" then
      shape.fail(at, "%s: fact %s must be age_under(18) or the like.", what, name)
    end
    if kind ~= "date" then shape.fail(at, "%s: age_under is asked of a date field, not of a %s field.", what, kind) end
    if reserved[name] then shape.fail(at, '%s: no fact may be called "%s": every answer has that by itself.', what, name) end
    facts = facts or {}
    facts[name] = { kind = fact.kind, n = fact.n }
  end
  return facts
end

-- The fields among the list members of t; outcomes go to `outcomes` where a form takes them.
local function fields_of(at, what, t, outcomes)
  local fields, seen = {}, {}
  local count = 0
  for key in pairs(t) do
    if math.type(key) == "integer" then count = count + 1 end
  end
  for i = 1, count do
    local item = t[i]
    if type(item) == "function" then
      shape.fail(at, '%s: item %d has a name but no { ... } after it. Write for example: text "reason" { zh = "...", en = "..." }.', what, i)
    elseif type(item) ~= "table" or not item.type then
      shape.fail(at, '%s: item %d is not a field. Write for example: text "reason" { zh = "...", en = "..." }.', what, i)
    end
    if item.type == "outcome" then
      if not outcomes then shape.fail(item.at, "%s: an outcome belongs to a form, not to rows.", what) end
      outcomes[#outcomes + 1] = item
    else
      if seen[item.name] then shape.fail(item.at, '%s has two fields "%s". Rename or remove one.', what, item.name) end
      seen[item.name] = true
      for fact in pairs(item.facts or {}) do
        if seen[fact] then shape.fail(item.at, '%s has two values called "%s" (a fact and a field). Rename one.', what, fact) end
        seen[fact] = true
      end
      fields[#fields + 1] = item
    end
  end
  local kind_of = {}
  for _, item in ipairs(fields) do
    if item.after and kind_of[item.after] ~= item.type then
      shape.fail(item.at, '%s: after names "%s", which is no %s field above it.', what .. ", " .. item.name, item.after, item.type)
    end
    kind_of[item.name] = item.type
  end
  return fields, seen
end

form.fields_of = fields_of

local function field(kind, at, name, t)
  shape.dotted_name(at, kind, name)
  local what = kind .. ' "' .. name .. '"'
  if reserved[name] then
    shape.fail(at, '%s: no field may be called "%s": every answer has that by itself. Choose another name.', what, name)
  end
  local allowed = { min = "any", max = "any", after = "text", within = "duration" }
  for option, wanted in pairs(common) do allowed[option] = wanted end
  shape.options(at, what, t, allowed)
  check_bounds(at, what, kind, t)
  check_secrecy(at, what, kind, t)
  check_after(at, what, kind, t)
  local item = { name = name, type = kind, at = at, zh = t.zh, en = t.en, required = t.required, plain = t.plain,
    personal = t.personal or (kinds[kind].is_personal and not t.plain) or nil, sealed = t.sealed, min = t.min, max = t.max,
    after = t.after, within = t.within, facts = facts_of(at, what, kind, t) }
  if kinds[kind].has_choices then
    item.choices = shape.choices(at, what, shape.list_part(t), shape.name)
    if #item.choices == 0 then shape.fail(at, '%s offers nothing. Add { "name", zh = "...", en = "..." } for each choice.', what) end
  elseif kinds[kind].has_fields then
    item.fields = fields_of(at, what, t)
    if #item.fields == 0 then shape.fail(at, '%s has no fields. Add for example: text "what" { zh = "...", en = "..." }.', what) end
    for _, inner in ipairs(item.fields) do
      if kinds[inner.type].has_fields then shape.fail(inner.at, '%s: %s cannot hold rows. Make it a list of its own.', what, kind) end
    end
  elseif t[1] ~= nil then
    shape.fail(at, "%s has a value without a name. Write name = value.", what)
  end
  return item
end

local function outcome(at, name, t)
  shape.name(at, "outcome", name)
  local what = 'outcome "' .. name .. '"'
  if silent[name] then shape.fail(at, '%s: that word says that nobody answered. Choose another.', what) end
  shape.no_list(at, what, t)
  shape.options(at, what, t, { zh = "text!", en = "text!", needs = "texts" })
  return { type = "outcome", name = name, at = at, zh = t.zh, en = t.en, needs = shape.list(t.needs) }
end

function form.words()
  local words = { outcome = outcome }
  for kind in pairs(kinds) do
    words[kind] = function(at, name, t) return field(kind, at, name, t) end
  end
  return words
end

function form.declare(book, at, name, t)
  shape.name(at, "form", name)
  local what = 'form "' .. name .. '"'
  book.once(at, "form", name, book.forms)
  shape.options(at, what, t, form.allowed)
  local found, outcomes = {}, {}
  local fields, known = fields_of(at, what, t, found)
  local seen = {}
  for i, item in ipairs(found) do
    if seen[item.name] then shape.fail(item.at, '%s has two outcomes "%s". Keep one.', what, item.name) end
    seen[item.name] = true
    for _, need in ipairs(item.needs or {}) do
      if not known[need] then
        shape.fail(item.at, 'outcome "%s" needs "%s", which is not a field of %s. Add the field, or take it out of needs.', item.name, need, what)
      end
    end
    outcomes[i] = { id = item.name, zh = item.zh, en = item.en, needs = item.needs }
  end
  book.forms[name] = { name = name, at = at, zh = t.zh, en = t.en, fields = fields, outcomes = outcomes }
end

return form
