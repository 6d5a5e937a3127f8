-- ladder.lua: ladder "name" { { "step", left | at | late, card, notify, ... }, ... }: what happens, step by
-- step, before, when and after a clock falls due. The core climbs it, also where the script is broken.
local _, shape = ...
local ladder = { kind = "ladder" }

local colours = { blue = true, yellow = true, orange = true, red = true }
local step_options = {
  left = "any", at = "text", late = "duration", card = "text", notify = "texts", reassign = "texts", raise = "text",
  letter = "text", incident = "map", signal = "text", reply = "text", acknowledge = "flag", life_safety = "flag",
}
local acts = { "card", "notify", "reassign", "raise", "letter", "incident", "signal" }

-- "25%" or a length
local function check_left(at, what, left)
  local share = type(left) == "string" and math.tointeger(tonumber(string.match(left, "^(%d%d?)%%$")))
  if not shape.is_duration(left) and not (share and share > 0) then
    shape.fail(at, '%s: left must be a share of the clock such as "25%%", or a length such as days(5).', what)
  end
end

-- Exactly one moment: before, when, or after the clock falls due.
local function check_moment(at, what, t)
  local count = (t.left ~= nil and 1 or 0) + (t.at ~= nil and 1 or 0) + (t.late ~= nil and 1 or 0)
  if count ~= 1 then
    shape.fail(at, '%s needs one moment: left = "25%%" (before the clock falls due), at = "due", or late = workdays(1) (after).', what)
  end
  if t.left ~= nil then check_left(at, what, t.left) end
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
  return { name = t[1], left = t.left, at = t.at, late = t.late, card = t.card, notify = shape.list(t.notify),
    reassign = shape.list(t.reassign), raise = t.raise, letter = t.letter, signal = t.signal, reply = t.reply,
    incident = t.incident and { zh = t.incident.zh, en = t.incident.en },
    acknowledge = t.acknowledge or nil, is_life_safety = t.life_safety or nil }
end

local function rank(step) return step.left ~= nil and 1 or step.at and 2 or 3 end

-- Does b certainly come before a, though it is written behind it?
local function is_before(b, a)
  if rank(a) ~= rank(b) then return rank(b) < rank(a) end
  if a.late then return a.late.unit == b.late.unit and b.late.n < a.late.n end
  if a.at or type(a.left) ~= type(b.left) then return false end
  if type(a.left) == "string" then return tonumber(string.match(b.left, "%d+")) > tonumber(string.match(a.left, "%d+")) end
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

-- The steps of a list of { "name", ... }.
function ladder.steps(at, what, list)
  local steps, seen = {}, {}
  for key in pairs(list) do
    if math.type(key) ~= "integer" then
      shape.fail(at, '%s has no option "%s": it is a list of steps, { "name", at = "due", ... }.', what, tostring(key))
    end
  end
  for i, item in ipairs(list) do
    local step = ladder.step(at, what, item, i)
    if seen[step.name] then shape.fail(at, '%s has two steps "%s". Rename or remove one.', what, step.name) end
    seen[step.name] = true
    steps[i] = step
  end
  if #steps == 0 then shape.fail(at, '%s has no steps. Add for example: { "due", at = "due", notify = "assignee" }.', what) end
  return steps
end

function ladder.declare(book, at, name, t)
  shape.name(at, "ladder", name)
  local what = 'ladder "' .. name .. '"'
  book.once(at, "ladder", name, book.ladders)
  local steps = ladder.steps(at, what, t)
  ladder.check_order(at, what, steps)
  book.ladders[name] = { at = at, steps = steps }
end

local function check_known(at, what, option, kind, name, entries)
  if name and not entries[name] then
    shape.fail(at, '%s: %s names %s "%s", which is not declared. Declared are: %s.', what, option, kind, name, shape.listed(shape.keys(entries)))
  end
end

function ladder.finish(book)
  for name, l in pairs(book.ladders) do
    for _, step in ipairs(l.steps) do
      local what = 'ladder "' .. name .. '": step "' .. step.name .. '"'
      check_known(l.at, what, "letter", "letter", step.letter, book.letters)
      check_known(l.at, what, "signal", "signal", step.signal, book.signals)
      check_known(l.at, what, "reply", "clock", step.reply, book.clocks)
    end
  end
end

return ladder
