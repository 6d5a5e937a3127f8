-- setting.lua: setting "name" { value, min, max, basis, zh, en }: what an office may choose within bounds.
local _, shape = ...
local setting = { kind = "setting", allowed = {
  zh = "text!", en = "text!", basis = "text!", min = "any", max = "any",
} }

local function kind_of(value)
  if math.type(value) == "integer" then return "whole number" end
  if shape.is_duration(value) then return "duration" end
  if type(value) == "string" then return "text" end
  if type(value) == "boolean" then return "yes or no" end
  return nil
end

function setting.declare(book, at, name, t)
  shape.dotted_name(at, "setting", name)
  local what = 'setting "' .. name .. '"'
  book.once(at, "setting", name, book.settings)
  shape.options(at, what, t, setting.allowed)
  local kind = kind_of(t[1])
  if not kind or t[2] ~= nil then
    shape.fail(at, '%s needs one value first: a whole number, a length such as days(5), a text, true or false. Write: %s { days(5), basis = ... }.', what, what)
  end
  for _, bound in ipairs { "min", "max" } do
    if t[bound] ~= nil and (kind_of(t[bound]) ~= kind or kind == "text" or kind == "yes or no") then
      shape.fail(at, '%s: %s must be of the same kind as its value (%s).', what, bound, kind)
    end
  end
  if t.min ~= nil and shape.is_less(t[1], t.min) or t.max ~= nil and shape.is_less(t.max, t[1]) then
    shape.fail(at, '%s: its value is outside min and max. Change one of them.', what)
  end
  book.settings[name] = { zh = t.zh, en = t.en, basis = t.basis, value = t[1], min = t.min, max = t.max, at = at }
end

return setting
