-- book.lua: what one workflow has declared so far, and how its kinds find each other.
local _, shape = ...
local book = {}
book.__index = book
-- What a workflow has of each: maps by name, of the model too.
book.kinds = { "settings", "clocks", "ladders", "forms", "letters", "notices", "signals", "stages", "rates", "assessments" }

function book.open(name, returned)
  local self = { name = name, returned = returned, handlers = {} }
  for _, kind in ipairs(book.kinds) do self[kind] = {} end
  return setmetatable(self, book)
end

-- The same, begun with all that `base` (a model) declares. `inherited` knows by table and name what was
-- there before the office's file.
function book.open_over(base, returned)
  local self = book.open(base.name, returned)
  self.inherited = {}
  for _, kind in ipairs(book.kinds) do
    self[kind] = base[kind]
    self.inherited[self[kind]] = {}
    for name in pairs(self[kind]) do self.inherited[self[kind]][name] = true end
  end
  for name, signal in pairs(self.signals) do
    if signal.is_handled then self.handlers[name] = { at = signal.at } end
  end
  self.workflow = base
  return self
end

-- book.once("petition/workflow.lua:3", "form", "x", self.forms): each name once.
function book.once(at, kind, name, entries)
  if entries[name] then
    shape.fail(at, '%s "%s" is declared twice, first at %s. Rename or remove one.', kind, name, entries[name].at)
  end
end

-- A field of a form by name, or nil.
function book.field(form, name)
  for _, item in ipairs(form.fields) do
    if item.name == name then return item end
  end
  return nil
end

function book.field_names(form)
  local names = {}
  for i, item in ipairs(form.fields) do names[i] = item.name end
  return names
end

-- Every field of a type in any form or its rows, by name.
local function fields_of_type(self, type_name)
  local found = {}
  for _, form in pairs(self.forms) do
    for _, item in ipairs(form.fields) do
      if item.type == type_name then found[item.name] = item end
      for _, inner in ipairs(item.fields or {}) do
        if inner.type == type_name then found[inner.name] = inner end
      end
    end
  end
  return found
end

function book:choice_field(name) return fields_of_type(self, "choice")[name] end
function book:choice_names() return shape.keys(fields_of_type(self, "choice")) end
function book:rows_field(name) return fields_of_type(self, "rows")[name] end
function book:rows_names() return shape.keys(fields_of_type(self, "rows")) end

function book:model()
  local w = self.workflow
  for _, kind in ipairs(book.kinds) do w[kind] = self[kind] end
  return w
end

return book
