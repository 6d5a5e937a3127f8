-- tighten.lua: what an office may make of what it inherits: never longer, never less strict.
--
-- Every check here fails with the line of the change and says what would be allowed. Lengths of
-- different units are compared only where the answer is certain for every date and every calendar:
-- five working days are never less than five days, but nobody can say whether they are six.
local _, shape = ...
local tighten = {}

local minutes_of = { min = 1, h = 60, cd = 1440, wd = 1440, oh = 60 }
local coarse = { min = 1, h = 1, cd = 2, wd = 3, oh = 4 }
local unit_words = { min = { "minute", "minutes" }, h = { "hour", "hours" }, cd = { "day", "days" }, wd = { "working day", "working days" },
  oh = { "opening hour", "opening hours" } }
local unit_calls = { min = "minutes", h = "hours", cd = "days", wd = "workdays", oh = "open_hours" }

-- days(15) -> "15 days"
function tighten.length_text(d)
  return d.n .. " " .. unit_words[d.unit][d.n == 1 and 1 or 2]
end

-- Does a never last longer than b? true, false, or nil where it depends on the date. Days end at
-- 24:00, so n days last at least n times 24 hours, and n working days at least n days.
function tighten.is_at_most(a, b)
  local left, right = a.n * minutes_of[a.unit], b.n * minutes_of[b.unit]
  if (a.unit == "oh") ~= (b.unit == "oh") and coarse[a.unit] + coarse[b.unit] > 5 then return nil end    -- days and opening hours
  if coarse[a.unit] == coarse[b.unit] then return left <= right end
  if coarse[a.unit] < coarse[b.unit] then return left <= right or nil end
  if left > right then return false end
  return nil
end

local function fail_units(at, what, new, old)
  shape.fail(at, '%s: %s and %s cannot be compared for certain. Write it in the same unit: %s(n).', what,
    tighten.length_text(new), tighten.length_text(old), unit_calls[old.unit])
end

-- "the law allows" and what stands behind the length, for the clock as it was inherited.
local function source_of(c, verb)
  for i = #(c.source or {}), 1, -1 do
    local from = c.source[i]
    if from.what == "within" then
      return "office " .. from.office .. " " .. verb, c.basis .. "; " .. from.at
    end
  end
  return (string.match(c.basis, "^law") and "the law " or "the policy ") .. verb, c.basis
end

-- The law or a policy gives it: an office's time never longer, a citizen's never shorter.
local function check_binding(at, what, c, new, old)
  local is_office = c.owner == "office"
  local is_good
  if is_office then is_good = tighten.is_at_most(new, old) else is_good = tighten.is_at_most(old, new) end
  if is_good then return end
  if is_good == nil then fail_units(at, what, new, old) end
  local who, source = source_of(c, is_office and "allows" or "gives")
  shape.fail(at, "%s is %s than %s: %s (%s). Write %s(%d) or %s.", what, is_office and "longer" or "shorter", who,
    tighten.length_text(old), source, unit_calls[old.unit], old.n, is_office and "less" or "more")
end

local function check_bound(at, what, value, bound, is_max)
  local is_good
  if shape.is_duration(value) then
    if is_max then is_good = tighten.is_at_most(value, bound) else is_good = tighten.is_at_most(bound, value) end
    if is_good == nil then fail_units(at, what, value, bound) end
  elseif is_max then is_good = value <= bound
  else is_good = value >= bound end
  if not is_good then
    shape.fail(at, "%s is %s than its %s: %s. Choose another value.", what, is_max and "more" or "less", is_max and "max" or "min",
      shape.is_duration(bound) and tighten.length_text(bound) or tostring(bound))
  end
end

-- A value between the min and max of what declares it, where it has them.
function tighten.bounds(at, what, value, declared)
  if declared.min ~= nil then check_bound(at, what, value, declared.min, false) end
  if declared.max ~= nil then check_bound(at, what, value, declared.max, true) end
end

-- One length of a clock; `choice` of several, else nil.
function tighten.clock(at, name, c, new, old, choice)
  local what = name .. " within " .. tighten.length_text(new) .. (choice and " for " .. choice or "")
  if string.match(c.basis, "^law") or string.match(c.basis, "^policy") then check_binding(at, what, c, new, old) end
  tighten.bounds(at, what, new, c)
end

-- ---- fields of forms

local function same_facts(at, what, old, new)
  for name, fact in pairs(old.facts or {}) do
    local own = (new.facts or {})[name]
    if not own or own.kind ~= fact.kind or own.n ~= fact.n then
      shape.fail(at, "%s: the fact %s is not there or another. Stages may ask for it: keep it as it is.", what, name)
    end
  end
end

-- By id: what a person may choose is what the stages know.
local function same_choices(at, what, old, new)
  local known = {}
  for _, choice in ipairs(old.choices or {}) do known[choice.id] = true end
  for _, choice in ipairs(new.choices or {}) do
    if not known[choice.id] then
      shape.fail(at, '%s: the choice "%s" is new. The stages do not know it; add a field of your own for it.', what, choice.id)
    end
    known[choice.id] = nil
  end
  for id in pairs(known) do
    shape.fail(at, '%s: the choice "%s" is gone. None may be taken away.', what, id)
  end
end

local function loose(at, what, option, text)
  shape.fail(at, "%s: %s %s. What is inherited may be made stricter, never less strict.", what, option, text)
end

local function check_numbers(at, what, old, new)
  for _, bound in ipairs { "min", "max" } do
    if old[bound] ~= nil then
      if new[bound] == nil then loose(at, what, bound, "is gone") end
      local is_good
      local low, high = new[bound], old[bound]
      if bound == "min" then low, high = high, low end
      if shape.is_duration(low) then is_good = tighten.is_at_most(low, high) else is_good = low <= high end
      if not is_good then loose(at, what, bound, bound == "min" and "is lower than before" or "is higher than before") end
    end
  end
end

-- The field as the office writes it again, against the one it inherits.
function tighten.field(at, what, old, new)
  if old.type ~= new.type then
    shape.fail(at, "%s is inherited as %s (%s) and cannot become %s. Choose another name for your own field.", what, old.type,
      old.at, new.type)
  end
  for _, option in ipairs { "required", "personal", "sealed" } do
    if old[option] and not new[option] then loose(at, what, option, "is gone") end
  end
  if new.plain and not old.plain then loose(at, what, "plain", "is new") end
  check_numbers(at, what, old, new)
  same_facts(at, what, old, new)
  same_choices(at, what, old, new)
end

return tighten
