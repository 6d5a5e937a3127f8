-- rate.lua: rate "name" { zh, en, count = { place = "filled" }, of = { place = "needed" } }: a figure over the
-- facts each turn writes by itself. Declared and kept here; statistics work it out.
local _, shape = ...
local rate = { kind = "rate", allowed = { zh = "text!", en = "text!", count = "map!", of = "map", within = "duration" } }

-- What a fact may say of its thing.
local facts = {
  case = { "started", "closed", "open", "repeated" },
  stage = { "entered", "left" },
  clock = { "started", "met", "late", "extended", "paused" },
  task = { "opened", "done", "expired", "returned" },
  letter = { "issued", "served", "failed" },
  place = { "needed", "filled", "attended", "missed" },
  signal = { "taken", "refused" },
  link = { "made" },
}
-- What narrows a fact: { clock = "met", id = "XF-D6" }.
local narrow = { id = true, name = true, outcome = true, as = true }

local function check_facts(at, what, side, t)
  local kind = nil
  for key, value in pairs(t) do
    if facts[key] then
      if kind then shape.fail(at, '%s: %s names two facts, %s and %s. Keep one.', what, side, kind, key) end
      kind = key
    elseif not narrow[key] then
      shape.fail(at, '%s: %s has no fact "%s". Facts are: %s; each may be narrowed by id, name, outcome or as.', what, side, tostring(key), shape.listed(shape.keys(facts)))
    end
    if type(value) ~= "string" then shape.fail(at, '%s: %s.%s must be a word in quotes, not a %s.', what, side, tostring(key), type(value)) end
  end
  if not kind then
    shape.fail(at, '%s: %s names no fact. Write for example %s = { clock = "met", id = "XF-D6" }.', what, side, side)
  end
  for _, word in ipairs(facts[kind]) do
    if word == t[kind] then return kind end
  end
  shape.fail(at, '%s: of a %s one can count %s, not "%s".', what, kind, shape.listed(facts[kind]), t[kind])
end

local function copy(t)
  local result = {}
  for key, value in pairs(t) do result[key] = value end
  return result
end

function rate.declare(book, at, name, t)
  shape.name(at, "rate", name)
  local what = 'rate "' .. name .. '"'
  book.once(at, "rate", name, book.rates)
  shape.no_list(at, what, t)
  shape.options(at, what, t, rate.allowed)
  check_facts(at, what, "count", t.count)
  if t.of then check_facts(at, what, "of", t.of) end
  book.rates[name] = { at = at, zh = t.zh, en = t.en, count = copy(t.count), of = t.of and copy(t.of), within = t.within }
end

-- What a fact names must be declared.
function rate.finish(book)
  for name, r in pairs(book.rates) do
    for _, side in ipairs { "count", "of" } do
      local t = r[side] or {}
      local what = 'rate "' .. name .. '": ' .. side
      if t.clock and t.id and not book.clocks[t.id] then
        shape.fail(r.at, '%s names clock "%s", which is not declared. Clocks are: %s.', what, t.id, shape.listed(shape.keys(book.clocks)))
      end
      local maps = { stage = book.stages, task = book.forms, letter = book.letters, signal = book.signals }
      for kind, entries in pairs(maps) do
        if t[kind] and t.name and not entries[t.name] then
          shape.fail(r.at, '%s names %s "%s", which is not declared. Declared are: %s.', what, kind == "task" and "form" or kind, t.name, shape.listed(shape.keys(entries)))
        end
      end
    end
  end
end

return rate
