-- ladder.lua: ladder "name" { { "step", left | at | late, card, notify, ... }, ... }: what happens, step by
-- step, before, when and after a clock falls due. The core climbs it, also where the script is broken.
local _, shape = ...
local ladder = { kind = "ladder", steps_most = 32 }     -- as duty/ladder.h

local colours = { blue = true, yellow = true, orange = true, red = true }
local step_options = {
  left = "any", at = "text", late = "any", card = "text", notify = "texts", reassign = "texts", raise = "text",
  letter = "text", incident = "map", signal = "text", reply = "text", acknowledge = "any", life_safety = "flag",
}
local acts = { "card", "notify", "reassign", "raise", "letter", "incident", "signal" }

-- "25%" -> 25; nil for what is no share.
function ladder.share(text)
  local share = type(text) == "string" and math.tointeger(tonumber(string.match(text, "^(%d%d?)%%$")))
  return share and share > 0 and share or nil
end

-- The name of a setting stands for its length, so that offices may choose it.
local function is_setting(value) return type(value) == "string" and string.match(value, "^[a-z][a-z0-9_]*$") ~= nil end

local function check_lengths(at, what, t)
  if t.left ~= nil and not shape.is_duration(t.left) and not ladder.share(t.left) and not is_setting(t.left) then
    shape.fail(at, '%s: left must be a share of the clock such as "25%%", a length such as days(5), or the name of a setting.', what)
  elseif t.late ~= nil and not shape.is_duration(t.late) and not is_setting(t.late) then
    shape.fail(at, '%s: late must be a length such as workdays(1), or the name of a setting.', what)
  end
end

-- Exactly one moment: before, when, or after the clock falls due.
local function check_moment(at, what, t)
  local count = (t.left ~= nil and 1 or 0) + (t.at ~= nil and 1 or 0) + (t.late ~= nil and 1 or 0)
  if count ~= 1 then
    shape.fail(at, '%s needs one moment: left = "25%%" (before the clock falls due), at = "due", or late = workdays(1) (after).', what)
  end
  check_lengths(at, what, t)
  if t.at and t.at ~= "due" then
    shape.fail(at, '%s: at = "%s". The only moment of that kind is at = "due"; others are left and late.', what, t.at)
  end
end

local function check_acts(at, what, t)
  local has = false
  for _, act in ipairs(acts) do has = has or t[act] ~= nil end
  if not has then shape.fail(at, '%s does nothing. Add notify, card, reassign, raise, letter, incident or signal.', what) end
  if t.card and not colours[t.card] then
    shape.fail(at, '%s: a card is blue, yellow, orange or red, not "%s".', what, t.card)
  end
  if t.incident then
    shape.no_list(at, what .. ": incident", t.incident)
    shape.options(at, what .. ": incident", t.incident, { zh = "text!", en = "text!" })
  end
  if t.reply and not (t.card or t.letter or t.notify) then
    shape.fail(at, '%s: reply is the clock for an answer, and nobody is told anything. Add notify, card or letter.', what)
  end
end

-- true: who is told must say that they have seen it; a length: so long they have, then the next step comes.
local function check_acknowledge(at, what, t)
  if t.acknowledge ~= nil and type(t.acknowledge) ~= "boolean" and not shape.is_duration(t.acknowledge) then
    shape.fail(at, '%s: acknowledge is true, or how long who is told has to say that they have seen it, such as minutes(10).', what)
  end
  if t.acknowledge and not t.notify then
    shape.fail(at, '%s: acknowledge asks those who are told, and nobody is. Add notify.', what)
  end
end

-- One step as the model keeps it; `t` is { "name", ... }.
function ladder.step(at, what, t, index)
  if type(t) ~= "table" or type(t[1]) ~= "string" then
    shape.fail(at, '%s: step %d must be { "name", at = "due", notify = "assignee" } or the like.', what, index)
  end
  shape.name(at, what .. ": step", t[1])
  what = what .. ': step "' .. t[1] .. '"'
  if t[2] ~= nil then shape.fail(at, '%s has a second value without a name. Write name = value.', what) end
  shape.options(at, what, t, step_options)
  check_moment(at, what, t)
  check_acts(at, what, t)
  check_acknowledge(at, what, t)
  return { name = t[1], left = t.left, at = t.at, late = t.late, card = t.card, notify = shape.list(t.notify),
    reassign = shape.list(t.reassign), raise = t.raise, letter = t.letter, signal = t.signal, reply = t.reply,
    incident = t.incident and { zh = t.incident.zh, en = t.incident.en },
    acknowledge = t.acknowledge or nil, is_life_safety = t.life_safety or nil }
end

function ladder.rank(step) return step.left ~= nil and 1 or step.at and 2 or 3 end
local rank = ladder.rank

-- Does b certainly come before a, though it is written behind it?
local function is_before(b, a)
  if rank(a) ~= rank(b) then return rank(b) < rank(a) end
  if a.late then return a.late.unit == b.late.unit and b.late.n < a.late.n end
  if a.at or type(a.left) ~= type(b.left) then return false end
  if type(a.left) == "string" then return ladder.share(b.left) > ladder.share(a.left) end
  return a.left.unit == b.left.unit and b.left.n > a.left.n
end

-- They stand in the order in which they come.
function ladder.check_order(at, what, steps)
  for i = 2, #steps do
    if is_before(steps[i], steps[i - 1]) then
      shape.fail(at, '%s: step "%s" comes before step "%s" and is written behind it. Put the steps in the order of time: left, at, late.', what, steps[i].name, steps[i - 1].name)
    end
  end
end

function ladder.check_list(at, what, list)
  for key in pairs(list) do
    if math.type(key) ~= "integer" then
      shape.fail(at, '%s has no option "%s": it is a list of steps, { "name", at = "due", ... }.', what, tostring(key))
    end
  end
end

-- The length a setting stands for, as the office has chosen it.
local function length_of(book, at, what, option, name)
  local setting = book.settings[name]
  if not setting or not shape.is_duration(setting.value) then
    shape.fail(at, '%s: %s names setting "%s", which is not declared or is no length of time.', what, option, name)
  end
  return setting.value
end

-- The step with its settings looked up; the names are kept in left_of and late_of.
function ladder.settled(book, at, what, step)
  for _, option in ipairs { "left", "late" } do
    if is_setting(step[option]) then step[option .. "_of"] = step[option] end
    local name = step[option .. "_of"]
    if name then step[option] = length_of(book, at, what, option, name) end
  end
  return step
end

-- The steps of a list of { "name", ... }.
function ladder.steps(at, what, list)
  local steps, seen = {}, {}
  ladder.check_list(at, what, list)
  for i, item in ipairs(list) do
    local step = ladder.step(at, what, item, i)
    if seen[step.name] then shape.fail(at, '%s has two steps "%s". Rename or remove one.', what, step.name) end
    seen[step.name] = true
    steps[i] = step
  end
  if #steps > ladder.steps_most then shape.fail(at, '%s has %d steps, at most %d. Let each one do more.', what, #steps, ladder.steps_most) end
  if #steps == 0 then shape.fail(at, '%s has no steps. Add for example: { "due", at = "due", notify = "assignee" }.', what) end
  return steps
end

function ladder.declare(book, at, name, t)
  shape.name(at, "ladder", name)
  local what = 'ladder "' .. name .. '"'
  book.once(at, "ladder", name, book.ladders)
  book.ladders[name] = { at = at, steps = ladder.steps(at, what, t) }
end

local function check_known(at, what, option, kind, name, entries)
  if name and not entries[name] then
    shape.fail(at, '%s: %s names %s "%s", which is not declared. Declared are: %s.', what, option, kind, name, shape.listed(shape.keys(entries)))
  end
end

-- Steps that an office added take their place; those that are written stand in the order of time.
local function put_in_order(steps)
  for i = 2, #steps do
    for k = 1, i - 1 do
      if is_before(steps[i], steps[k]) then
        table.insert(steps, k, table.remove(steps, i))
        break
      end
    end
  end
end

function ladder.finish(book)
  for name, l in pairs(book.ladders) do
    local at = shape.place_of(l)
    for _, step in ipairs(l.steps) do ladder.settled(book, at, 'ladder "' .. name .. '": step "' .. step.name .. '"', step) end
    if l.source then put_in_order(l.steps) else ladder.check_order(l.at, 'ladder "' .. name .. '"', l.steps) end
    for _, step in ipairs(l.steps) do
      local what = 'ladder "' .. name .. '": step "' .. step.name .. '"'
      check_known(at, what, "letter", "letter", step.letter, book.letters)
      check_known(at, what, "signal", "signal", step.signal, book.signals)
      check_known(at, what, "reply", "clock", step.reply, book.clocks)
    end
  end
end

return ladder
