-- customize_papers.lua: what an office makes of inherited ladders and letters (for customize.lua).
--
-- A ladder keeps every step it has: a step of the same name is changed in what is written, others are new.
-- No step comes later than it did, and nobody who is told is left out: who got a notice gets it still.
local _, shape, tighten, module = ...
local papers = {}
local ladder, letter = module.ladder, module.letter

local grave = { blue = 1, yellow = 2, orange = 3, red = 4 }

-- Is the moment of `new` never after that of `old`? nil: that depends on the date.
local function is_no_later(new, old)
  local ranks = { ladder.rank(new), ladder.rank(old) }
  if ranks[1] ~= ranks[2] then return ranks[1] < ranks[2] end
  if new.late then return tighten.is_at_most(new.late, old.late) end
  if new.at then return true end
  if type(new.left) ~= type(old.left) then return nil end
  if type(new.left) == "string" then return ladder.share(new.left) >= ladder.share(old.left) end
  return tighten.is_at_most(old.left, new.left)
end

local function moment_text(step)
  if step.at then return "when the clock falls due" end
  local length = step.left or step.late
  local text = type(length) == "string" and length or tighten.length_text(length)
  return step.left ~= nil and text .. " before" or text .. " after"
end

-- Where a step comes from: its last change, else its ladder.
local function origin(l, step)
  local last = step.source and step.source[#step.source]
  return last and "office " .. last.office .. ", " .. last.at or l.at
end

local function check_moment(book, at, what, l, new, old)
  local is_good = is_no_later(ladder.settled(book, at, what, new), old)
  if is_good == nil then
    shape.fail(at, '%s: nobody can say for every date whether that is later than before (%s). Write it in the same unit.', what, moment_text(old))
  elseif not is_good then
    shape.fail(at, '%s comes later than before: %s (%s). An office may let it come sooner, or add steps.', what, moment_text(old), origin(l, old))
  end
end

local function check_people(at, what, new, old)
  local told = {}
  for _, who in ipairs(new.notify or {}) do told[who] = true end
  for _, who in ipairs(old.notify or {}) do
    if not told[who] then
      shape.fail(at, '%s: "%s" is told of it and must stay in notify. Nobody is left out of a notice.', what, who)
    end
  end
end

local function check_weight(at, what, new, old)
  if old.card and new.card and grave[new.card] < grave[old.card] then
    shape.fail(at, '%s: the card is %s and cannot become %s, which weighs less.', what, old.card, new.card)
  end
  for _, option in ipairs { "raise", "reply", "signal" } do
    if old[option] and new[option] ~= old[option] then
      shape.fail(at, '%s: %s is "%s" and stays so. Add a step of your own for more.', what, option, old[option])
    end
  end
  for _, option in ipairs { "acknowledge", "life_safety" } do
    if new.was_given[option] == false and old[option == "life_safety" and "is_life_safety" or option] then
      shape.fail(at, '%s: %s is on and stays so.', what, option)
    end
  end
end

-- The inherited step with what is written of it.
local function merged(t, old)
  local full = { t[1] }
  local has_moment = t.left ~= nil or t.at ~= nil or t.late ~= nil
  for _, option in ipairs { "card", "notify", "reassign", "raise", "letter", "signal", "reply", "incident", "acknowledge" } do
    if t[option] ~= nil then full[option] = t[option] else full[option] = old[option] end
  end
  if t.life_safety ~= nil then full.life_safety = t.life_safety else full.life_safety = old.is_life_safety end
  if has_moment then
    full.left, full.at, full.late = t.left, t.at, t.late
  else
    full.left, full.at, full.late = old.left_of or old.left, old.at, old.late_of or old.late
  end
  for key, value in pairs(t) do
    if full[key] == nil then full[key] = value end         -- what there is not is refused by name
  end
  return full
end

local function change_step(book, at, what, l, old, t, index)
  local step = ladder.step(at, what, merged(t, old), index)
  what = what .. ': step "' .. step.name .. '"'
  step.was_given = t
  check_moment(book, at, what, l, step, old)
  check_people(at, what, step, old)
  check_weight(at, what, step, old)
  step.was_given, step.source = nil, old.source
  return step
end

function papers.change_ladder(book, at, name, l, t)
  local what = 'ladder "' .. name .. '"'
  if type(t) ~= "table" then shape.fail(at, '%s: write %s = { { "step", at = "due", notify = "assignee" }, ... }.', what, name) end
  local place, seen = {}, {}
  for i, step in ipairs(l.steps) do place[step.name] = i end
  ladder.check_list(at, what, t)
  for i, item in ipairs(t) do
    local of = type(item) == "table" and item[1]
    local step
    if place[of] then
      step = change_step(book, at, what, l, l.steps[place[of]], item, i)
      l.steps[place[of]] = step
    else
      step = ladder.step(at, what, item, i)
      l.steps[#l.steps + 1] = step
    end
    if seen[step.name] then shape.fail(at, '%s has two steps "%s". Rename or remove one.', what, step.name) end
    seen[step.name] = true
    step.source = step.source or {}
    step.source[#step.source + 1] = { office = book.office, at = at, what = place[of] and "changed" or "added" }
  end
  if #l.steps > ladder.steps_most then
    shape.fail(at, '%s has %d steps with these, at most %d.', what, #l.steps, ladder.steps_most)
  end
end

function papers.change_letter(at, name, l, t)
  local what = 'letter "' .. name .. '"'
  if type(t) ~= "table" then shape.fail(at, '%s: write %s = { file = "%s.html" }.', what, name, name) end
  shape.no_list(at, what, t)
  shape.options(at, what, t, { zh = "text", en = "text", file = "text", file_en = "text", number = "text", size = "text" })
  if next(t) == nil then shape.fail(at, '%s changes nothing. Write file = "%s.html", and put the template into letters/ beside this file.', what, name) end
  if t.file then letter.check_file(at, what, "file", t.file) end
  if t.file_en then letter.check_file(at, what, "file_en", t.file_en) end
  if t.number then letter.check_number(at, what, t.number) end
  if t.size then letter.check_size(at, what, t.size) end
  if l.file_en and t.file and not t.file_en then
    shape.fail(at, '%s has a template in both languages. Write file_en too, so that the two stay alike.', what)
  end
  for option, value in pairs(t) do l[option] = value end
  if t.file then l.path = nil end                           -- the template lies with the office
  if t.file_en then l.path_en = nil end
end

return papers
