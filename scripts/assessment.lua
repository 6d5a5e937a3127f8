-- assessment.lua: assessment "units" { zh, en, version, basis, appeal, { rate = "on_time", weight = 30, better = "low" }, ... }:
-- how offices are assessed by their rates, period by period. Of units, never of persons (domain, section 12):
-- no credit for having received fewer cases or for cases that were withdrawn, so an indicator is always a share.
local _, shape = ...
local assessment = { kind = "assessment", allowed = { zh = "text!", en = "text!", version = "text!", basis = "text!", appeal = "duration!" } }
local indicator = { rate = "text!", weight = "whole!", better = "text" }

local function check_indicator(at, what, i, t)
  local place = what .. ": indicator " .. i
  if type(t) ~= "table" then shape.fail(at, '%s must be { rate = "name", weight = 30 }.', place) end
  shape.options(at, place, t, indicator)
  if t.weight < 1 or t.weight > 100 then shape.fail(at, '%s: weight is a whole number from 1 to 100.', place) end
  if t.better and t.better ~= "high" and t.better ~= "low" then shape.fail(at, '%s: better is "high" (unless said) or "low".', place) end
  return { rate = t.rate, weight = t.weight, better = t.better or "high" }
end

function assessment.declare(book, at, name, t)
  shape.name(at, "assessment", name)
  local what = 'assessment "' .. name .. '"'
  book.once(at, "assessment", name, book.assessments)
  shape.options(at, what, t, assessment.allowed)
  local list, seen = {}, {}
  for i, item in ipairs(shape.list_part(t)) do
    list[i] = check_indicator(at, what, i, item)
    if seen[item.rate] then shape.fail(at, '%s names rate "%s" twice. Keep one.', what, item.rate) end
    seen[item.rate] = true
  end
  if #list == 0 then shape.fail(at, '%s has no indicators. Write { rate = "on_time", weight = 30 }.', what) end
  if t.appeal.unit ~= "wd" and t.appeal.unit ~= "cd" then shape.fail(at, '%s: appeal is a time in days, as workdays(5).', what) end
  book.assessments[name] = { at = at, zh = t.zh, en = t.en, version = t.version, basis = t.basis, appeal = t.appeal, indicators = list }
end

-- Fewer cases, and cases that were taken back, are no merit.
local function check_rate(at, what, name, r)
  if not r.of then
    shape.fail(at, '%s: rate "%s" is no share: a number of cases is nobody\'s merit and nobody\'s blame. Name a rate with count and of.', what, name)
  end
  for _, outcome in ipairs(r.count.case and r.count.outcome or {}) do
    if outcome == "withdrawn" then shape.fail(at, '%s: rate "%s" counts cases that were withdrawn. There is no credit for that.', what, name) end
  end
end

function assessment.finish(book)
  for name, a in pairs(book.assessments) do
    local what = 'assessment "' .. name .. '"'
    for _, item in ipairs(a.indicators) do
      local r = book.rates[item.rate]
      if not r then shape.fail(a.at, '%s names rate "%s", which is not declared. Rates are: %s.', what, item.rate, shape.listed(shape.keys(book.rates))) end
      check_rate(a.at, what, item.rate, r)
    end
  end
end

return assessment
