-- clock.lua: clock "ID" { within, owner, basis, zh, en, choose, set_by }: a deadline with its source.
local _, shape = ...
local clock = { kind = "clock", allowed = {
  zh = "text!", en = "text!", owner = "text!", basis = "text!", within = "any", choose = "text", set_by = "text",
  min = "duration", max = "duration", ladder = "later", extend = "later",
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
  book.clocks[name] = { zh = t.zh, en = t.en, owner = t.owner, basis = t.basis, at = at,
    within = within, choose = t.choose, set_by = t.set_by, min = t.min, max = t.max }
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
  end
end

return clock
