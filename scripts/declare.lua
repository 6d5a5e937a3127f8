-- declare.lua: the declaring environment: every `kind "name" { ... }` of docs/lua.md, taken into a book.
--
-- host/script/declare.c runs this once for each workflow of a release: it calls open(name, ...), runs
-- the workflow's files with `words` as their globals, calls file_end after each and finish at last.
-- To add a kind: a module like clock.lua and its name in `kinds`.
local host, load_module = ...
local shape = load_module("shape", host)
local book_class = load_module("book", host, shape)
local kinds = {}
local module = {}
for i, name in ipairs { "workflow", "setting", "clock", "form", "signal", "stage", "ladder", "letter", "notice", "rate", "assessment" } do
  kinds[i] = load_module(name, host, shape)
  module[name] = kinds[i]
end
local signal, form = module.signal, module.form
local customize = load_module("customize", host, shape, load_module, module)

local declare = { words = {} }
local book           -- of the workflow being read
local unfinished     -- declarations of this file: { at, what, is_complete }
local has_functions  -- did this file declare a stage or a handler?

local has_faults     -- only where they are collected: something of this workflow is wrong

-- For the static check, which wants every fault: one declaration that is wrong does not end the reading.
-- host.fail has kept what it says.
local function attempt(f, ...)
  if not host.collects() then return f(...) end
  local ok, result = pcall(f, ...)
  if ok then return result end
  if type(result) ~= "table" or result.code ~= "bad_declaration" then error(result, 0) end
  has_faults = true
  return nil
end

-- kind "name" { ... }: the place is where the kind was written, whatever follows on later lines.
local function two_calls(kind, accept)
  return function(name)
    local at = host.where()
    local mark = { at = at, what = kind .. ' "' .. tostring(name) .. '"' }
    unfinished[#unfinished + 1] = mark
    if kind == "stage" then has_functions = true end
    return function(t)
      if type(t) ~= "table" then
        shape.fail(at, '%s needs { ... } after its name, not a %s.', mark.what, type(t))
      end
      mark.is_complete = true
      if kind == "workflow" and t.move then has_functions = true end
      local item = attempt(accept, at, name, t)
      if item == nil and has_faults then item = { type = kind == "outcome" and kind or "text", name = tostring(name), at = at } end
      return item
    end
  end
end

for _, kind in ipairs(kinds) do
  declare.words[kind.kind] = two_calls(kind.kind, function(at, name, t) kind.declare(book, at, name, t) end)
end
for kind, accept in pairs(form.words()) do
  declare.words[kind] = two_calls(kind, accept)
end

function declare.words.on(name)
  local at = host.where()
  local mark = { at = at, what = 'on "' .. tostring(name) .. '"' }
  unfinished[#unfinished + 1] = mark
  has_functions = true
  return function(handler)
    mark.is_complete = true
    attempt(signal.handle, book, at, name, handler)
  end
end

-- An office's own file is one file: its specs and examples stand beside what they show.
local function tried_elsewhere(kind, text)
  declare.words[kind] = function(name)
    if not book.office then shape.fail(host.where(), text, tostring(name)) end
    return function() end
  end
end
tried_elsewhere("spec", 'spec "%s": specs belong in spec.lua of the folder. Move it there.')
tried_elsewhere("example", 'example "%s": examples belong in examples.lua of the folder. Move it there.')

-- workflow belongs to a folder, customize to an office.
local declare_workflow = declare.words.workflow
function declare.words.workflow(name)
  if book.office then
    shape.fail(host.where(), 'workflow "%s" cannot be declared by an office. Change the one there is: customize "%s" { ... }.', tostring(name), book.name)
  end
  return declare_workflow(name)
end
local change = two_calls("customize", function(at, name, t) customize.declare(book, at, name, t) end)
function declare.words.customize(name)
  if not book.office then
    shape.fail(host.where(), 'customize "%s" stands in the file of an office: offices/CODE/%s.lua. Move it there.', tostring(name), tostring(name))
  end
  return change(name)
end

-- `returned`: the stages that handlers return, found in the text.
function declare.open(name, returned)
  book, unfinished, has_functions, has_faults = book_class.open(name, returned), {}, false, false
end

-- The workflow `base` as the office above ends up with it, and one office's file about it. `places`: the
-- lines of its customize; `file`: its path.
function declare.open_over(base, returned, office, places, file)
  book, unfinished, has_functions, has_faults = book_class.open_over(base, returned), {}, false, false
  book.office, book.places, book.file = office, places, file
end

-- Gives true if the file has to be played when a stage opens.
function declare.file_end()
  for _, mark in ipairs(unfinished) do
    if not mark.is_complete then
      shape.fail(mark.at, mark.what .. " has a name but nothing after it. Write { ... } behind the name, or remove it.")
    end
  end
  local is_played = has_functions
  unfinished, has_functions = {}, false
  return is_played
end

function declare.finish()
  if has_faults then return {} end
  if not book.workflow then
    shape.fail(book.name .. "/workflow.lua:1", 'this file declares no workflow. Begin it with workflow "%s" { ... }.', book.name)
  end
  if book.office then customize.apply(book) end
  for _, kind in ipairs(kinds) do
    if kind.finish then attempt(kind.finish, book) end
  end
  return has_faults and {} or book:model()
end

return declare
