-- shape.lua: what every declaration checks in its name and its table.
--
-- A fault is said as `file:line: what. What to do.` and ends the reading of the release. `host` is
-- given by host/script/declare.c:
--   host.fail(at, text)   never returns      host.where()   "file:line" in the office's files
local host = ...
local shape = {}

local kinds = {}     -- "required" and the type of an option, by name: see shape.options

function shape.fail(at, text, ...)
  if select("#", ...) > 0 then text = string.format(text, ...) end
  host.fail(at, text)
end

-- { "a", "b" } -> "a", "b" as a person reads it.
function shape.listed(names)
  local quoted = {}
  for i, name in ipairs(names) do quoted[i] = '"' .. name .. '"' end
  if #quoted == 0 then return "none" end
  return table.concat(quoted, ", ")
end

function shape.keys(map)
  local names = {}
  for name in pairs(map) do names[#names + 1] = name end
  return names
end

local keywords = {}
for _, word in ipairs { "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local",
  "nil", "not", "or", "repeat", "return", "then", "true", "until", "while" } do keywords[word] = true end

-- Names are read by people and written in code, journals and addresses.
function shape.name(at, what, name)
  if type(name) ~= "string" then
    shape.fail(at, "%s needs a name in quotes, not a %s. Write: %s \"name\" { ... }.", what, type(name), what)
  end
  if #name > 64 or not string.match(name, "^[a-z][a-z0-9_]*$") then
    shape.fail(at, "%s \"%s\": a name has small letters, digits and _, begins with a letter and has at most 64 characters.",
      what, name)
  end
end

-- Names a script writes after a dot: answer.reason, case.settings.most.
function shape.dotted_name(at, what, name)
  shape.name(at, what, name)
  if keywords[name] then
    shape.fail(at, '%s "%s": that is a word of Lua itself and could not be written after a dot. Choose another.', what, name)
  end
end

-- Clocks are named after the rule they come from: "TJ-D1", "own-visit".
function shape.clock_id(at, what, name)
  if type(name) ~= "string" or #name > 64 or not string.match(name, "^[A-Za-z][A-Za-z0-9_-]*$") then
    shape.fail(at, "%s %s: the id of a clock has letters, digits, - and _ and begins with a letter, as in \"TJ-D1\".",
      what, type(name) == "string" and '"' .. name .. '"' or "of type " .. type(name))
  end
end

local minutes_of = { min = 1, h = 60, cd = 1440, wd = 1440, oh = 60 }

-- days(5) is { n = 5, unit = "cd" }.
function shape.is_duration(v)
  return type(v) == "table" and math.type(v.n) == "integer" and minutes_of[v.unit] ~= nil
end

function shape.is_date(v)
  return type(v) == "string" and string.match(v, "^%d%d%d%d%-%d%d%-%d%d$") ~= nil
end

-- Order of two bounds of the same kind; working days count as days here.
function shape.is_less(a, b)
  if shape.is_duration(a) then return a.n * minutes_of[a.unit] < b.n * minutes_of[b.unit] end
  return a < b
end

-- The members 1, 2, ... without the named ones.
function shape.list_part(t)
  local list = {}
  for key, item in pairs(t) do
    if math.type(key) == "integer" then list[key] = item end
  end
  return list
end

kinds.text = function(v) return type(v) == "string" and #v > 0, "a text in quotes" end
kinds.flag = function(v) return type(v) == "boolean", "true or false" end
kinds.whole = function(v) return math.type(v) == "integer", "a whole number" end
kinds.map = function(v) return type(v) == "table", "a table { ... }" end
kinds.duration = function(v) return shape.is_duration(v), "a length such as days(5) or hours(24)" end
kinds.texts = function(v)
  if type(v) == "string" then return true end
  if type(v) ~= "table" then return false, 'a list of names, { "a", "b" }' end
  local count = 0
  for key, item in pairs(v) do
    count = count + 1
    if key ~= count or type(item) ~= "string" then return false, 'a list of names, { "a", "b" }' end
  end
  return true
end

-- One option against its kind: "text", "flag", "whole", "map", "duration", "texts", "any".
function shape.is(at, what, option, kind, value)
  if kind == "any" then return end
  local is_good, wanted = kinds[kind](value)
  if not is_good then
    shape.fail(at, "%s: %s must be %s, not a %s.", what, option, wanted, type(value))
  end
end

-- allowed = { zh = "text!", within = "duration" }: "!" must be there. List members (1, 2, ...) are left to
-- the caller.
function shape.options(at, what, t, allowed)
  for key, value in pairs(t) do
    if type(key) == "string" then
      local kind = allowed[key]
      if not kind then
        shape.fail(at, "%s has no option \"%s\". It may have: %s.", what, key, shape.listed(shape.keys(allowed)))
      end
      shape.is(at, what, key, string.gsub(kind, "!", ""), value)
    end
  end
  for key, kind in pairs(allowed) do
    if string.sub(kind, -1) == "!" and t[key] == nil then
      shape.fail(at, "%s needs %s. Add: %s = %s.", what, key, key,
        (key == "zh" or key == "en") and '"..." (all that a person reads has zh and en)' or "...")
    end
  end
end

-- A declaration whose members all have names.
function shape.no_list(at, what, t)
  if t[1] ~= nil then
    shape.fail(at, "%s has a value without a name. Write name = value.", what)
  end
end

-- Where an entry of the model was last written: by an office, else where it is declared.
function shape.place_of(entry)
  local last = entry.source and entry.source[#entry.source]
  return last and last.at or entry.at
end

-- "a" or { "a", "b" } -> { "a", "b" }
function shape.list(value)
  if type(value) == "string" then return { value } end
  return value
end

-- { "done", zh = "...", en = "..." } items, as of outcomes and choices.
function shape.choices(at, what, list, id_check)
  local seen, result = {}, {}
  for i, item in ipairs(list) do
    if type(item) ~= "table" or type(item[1]) ~= "string" then
      shape.fail(at, '%s: item %d must be { "name", zh = "...", en = "..." }.', what, i)
    end
    local id = item[1]
    if id_check then id_check(at, what, id) end
    if seen[id] then shape.fail(at, '%s names "%s" twice. Keep one.', what, id) end
    seen[id] = true
    if item[2] ~= nil then shape.fail(at, '%s: "%s" has a second value without a name.', what, id) end
    shape.options(at, what .. ' "' .. id .. '"', item, { zh = "text!", en = "text!" })
    result[i] = { id = id, zh = item.zh, en = item.en }
  end
  for key in pairs(list) do
    if math.type(key) ~= "integer" or key > #result then
      shape.fail(at, "%s must be a list of { \"name\", zh = \"...\", en = \"...\" }; \"%s\" is not in order.", what, tostring(key))
    end
  end
  return result
end

return shape
