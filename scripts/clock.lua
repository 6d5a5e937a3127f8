-- clock.lua: clock "ID" { within, owner, basis, zh, en, choose, set_by, ladder, pausable, extend }: a deadline
-- with its source.
local _, shape = ...
local clock = { kind = "clock", allowed = {
  zh = "text!", en = "text!", owner = "text!", basis = "text!", within = "any", choose = "text", set_by = "text",
  min = "duration", max = "duration", ladder = "text", pausable = "texts", pause_by = "texts", extend = "map",
} }

local function within_of(at, what, t)
  if t.within == nil then
    if not t.set_by then
      shape.fail(at, '%s needs within = days(5), or set_by = "what sets its date" where each one is started with a due date of its own.', what)
    end
    return nil
  end
  if shape.is_duration(t.within) then
    if t.choose then shape.fail(at, '%s: choose = "%s" needs within = { choice = days(5), ... }, one length for each choice.', what, t.choose) end
    return t.within
  end
  if type(t.within) ~= "table" then
    shape.fail(at, '%s: within must be a length such as workdays(3) or hours(24), not a %s.', what, type(t.within))
  end
  if not t.choose then shape.fail(at, '%s: several lengths need choose = "a choice field of the case".', what) end
  for choice, length in pairs(t.within) do
    if type(choice) ~= "string" or not shape.is_duration(length) then
      shape.fail(at, '%s: within.%s must be a length such as workdays(3).', what, tostring(choice))
    end
  end
  return t.within
end

-- Bounds for what offices may choose; its own lengths keep them.
local function check_bounds(at, what, within, t)
  local lengths = shape.is_duration(within) and { within } or within or {}
  for _, length in pairs(lengths) do
    if t.min and shape.is_less(length, t.min) or t.max and shape.is_less(t.max, length) then
      shape.fail(at, '%s: within is outside min and max. Change one of them.', what)
    end
  end
end

-- pausable = { "hearing" }: the reasons for which it may stand still, and no others.
local function check_pausable(at, what, t)
  local seen = {}
  for _, reason in ipairs(shape.list(t.pausable) or {}) do
    shape.name(at, what .. ": pausable", reason)
    if seen[reason] then shape.fail(at, '%s: pausable names "%s" twice. Keep one.', what, reason) end
    seen[reason] = true
  end
end

-- pause_by = "unit_head": who may pause and resume it by himself; without it only the stages do.
local function check_pause_by(at, what, t)
  if t.pause_by and not t.pausable then
    shape.fail(at, '%s: pause_by says who may pause it, but no reason is given. Add for example: pausable = { "hearing" }.', what)
  end
end

local extend_options = { id = "text!", by = "duration!", times = "whole", approver = "text!", letter = "text!", basis = "text!" }
local by_days = { cd = true, wd = true }

-- INV-7: without an approver, a reason and a notice to the citizen no extension is valid.
local function extend_of(at, what, name, t, within)
  local e = t.extend
  if not e then return nil end
  what = what .. ": extend"
  shape.no_list(at, what, e)
  if not e.approver then
    shape.fail(at, '%s needs approver, who is another person than the one who asks: without one no extension is valid (INV-7). Add: approver = "unit_head".', what)
  elseif not e.letter then
    shape.fail(at, '%s needs letter, the notice with the reason that the citizen gets: without one no extension is valid (INV-7). Add: letter = "extension_notice".', what)
  end
  shape.options(at, what, e, extend_options)
  shape.clock_id(at, what .. ": id", e.id)
  if e.id == name then shape.fail(at, '%s: id is the clock itself. Give the extension an id of its own, as in "XF-D7".', what) end
  if (e.times or 1) < 1 then shape.fail(at, '%s: times is %d. Write how often it may be extended, from 1 on.', what, e.times) end
  if e.by.n < 1 then shape.fail(at, '%s: by is nothing. Write a length such as days(30).', what) end
  for _, length in pairs(shape.is_duration(within) and { within } or within or {}) do
    if by_days[length.unit] ~= by_days[e.by.unit] then
      shape.fail(at, '%s: by and within must both be days, or both be hours. Write by in the unit of within.', what)
    end
  end
  return { id = e.id, by = e.by, times = e.times or 1, approver = e.approver, letter = e.letter, basis = e.basis }
end

function clock.declare(book, at, name, t)
  shape.clock_id(at, "clock", name)
  local what = 'clock "' .. name .. '"'
  book.once(at, "clock", name, book.clocks)
  shape.no_list(at, what, t)
  shape.options(at, what, t, clock.allowed)
  if t.owner ~= "office" and t.owner ~= "citizen" then
    shape.fail(at, '%s: owner is "%s". Write owner = "office" or owner = "citizen": whose time it is.', what, t.owner)
  end
  local within = within_of(at, what, t)
  check_bounds(at, what, within, t)
  check_pausable(at, what, t)
  check_pause_by(at, what, t)
  book.clocks[name] = { zh = t.zh, en = t.en, owner = t.owner, basis = t.basis, at = at,
    within = within, choose = t.choose, set_by = t.set_by, min = t.min, max = t.max,
    ladder = t.ladder, pausable = shape.list(t.pausable), pause_by = shape.list(t.pause_by), extend = extend_of(at, what, name, t, within) }
end

-- choose names a choice field of some form of the workflow; each of its choices has a length.
local function finish_choose(book, name, c)
  local what = 'clock "' .. name .. '"'
  local field = book:choice_field(c.choose)
  if not field then
    shape.fail(c.at, '%s: choose names "%s", which is not a choice field of any form. Choice fields are: %s.', what, c.choose, shape.listed(book:choice_names()))
  end
  local known = {}
  for _, choice in ipairs(field.choices) do
    known[choice.id] = true
    if not c.within[choice.id] then
      shape.fail(c.at, '%s has no length for choice "%s" of field "%s". Add %s = days(5) to within.', what, choice.id, c.choose, choice.id)
    end
  end
  for id in pairs(c.within) do
    if not known[id] then
      shape.fail(c.at, '%s: within names "%s", which field "%s" does not offer. Choices are: %s.', what, id, c.choose, shape.listed(shape.keys(known)))
    end
  end
end

function clock.finish(book)
  for name, c in pairs(book.clocks) do
    if c.choose and c.within then finish_choose(book, name, c) end
    if c.ladder and not book.ladders[c.ladder] then
      shape.fail(shape.place_of(c), 'clock "%s" names ladder "%s", which is not declared. Ladders are: %s.', name, c.ladder, shape.listed(shape.keys(book.ladders)))
    end
    if c.extend and not book.letters[c.extend.letter] then
      shape.fail(c.at, 'clock "%s": extend names letter "%s", which is not declared. Letters are: %s.', name, c.extend.letter, shape.listed(shape.keys(book.letters)))
    end
  end
end

return clock
