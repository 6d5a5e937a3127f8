-- workflow.lua: workflow "name" { zh, en, intake, start, people, subject, kept_out, type, repeats, hints, outcomes, starts, code, upgrade, move }
local _, shape = ...
local workflow = { kind = "workflow", allowed = {
  zh = "text!", en = "text!", intake = "text", start = "text!", code = "text", upgrade = "text", subject = "texts", kept_out = "texts", type = "text", repeats = "text", hints = "texts",
  people = "map", outcomes = "map!", starts = "texts", move = "map",
} }

-- move = { mediating = function(old) ... end }: stages of former releases, which need not be of this one.
local function move_stages(at, what, move)
  local stages = {}
  for name, hook in pairs(move) do
    if type(name) ~= "string" or not string.match(name, "^[a-z][a-z0-9_]*$") or type(hook) ~= "function" then
      shape.fail(at, '%s: move is { stage = function(old) ... return "stage" end }, for stages of releases before this one.', what)
    end
    stages[#stages + 1] = name
  end
  table.sort(stages)
  return stages
end

function workflow.declare(book, at, name, t)
  local what = 'workflow "' .. name .. '"'
  shape.name(at, "workflow", name)
  if name ~= book.name then
    shape.fail(at, '%s lies in the folder "%s". A workflow has the name of its folder: write workflow "%s".', what, book.name, book.name)
  end
  if book.workflow then
    shape.fail(at, '%s is declared twice, first at %s. Keep one.', what, book.workflow.at)
  end
  shape.no_list(at, what, t)
  shape.options(at, what, t, workflow.allowed)
  if t.upgrade and t.upgrade ~= "new_cases_only" then
    shape.fail(at, '%s: upgrade can only be "new_cases_only". Leave it out if open cases may move to a new release.', what)
  end
  if t.code and not string.match(t.code, "^[A-Z][A-Z]?$") then
    shape.fail(at, '%s: code is the letter of its case numbers: one or two capital letters, as in code = "M".', what)
  end
  for relation, field in pairs(t.people or {}) do
    if type(relation) ~= "string" or type(field) ~= "string" then
      shape.fail(at, '%s: people is { relation = "field of the intake form" }.', what)
    end
  end
  local outcomes = shape.choices(at, what .. ": outcomes", t.outcomes, shape.name)
  if #outcomes == 0 then shape.fail(at, '%s has no outcomes. Add at least one: outcomes = { { "done", zh = "...", en = "..." } }.', what) end
  book.workflow = { name = name, at = at, zh = t.zh, en = t.en, intake = t.intake, start = t.start, code = t.code,
    upgrade = t.upgrade, move = t.move and move_stages(at, what, t.move), people = t.people, subject = shape.list(t.subject),
    kept_out = shape.list(t.kept_out), type = t.type, repeats = t.repeats, hints = shape.list(t.hints), outcomes = outcomes, starts = shape.list(t.starts) }
end

-- subject = "unit" or "demands/unit": offices the case is about; a form of the workflow must ask for them.
local function names_field(book, name)
  local rows, field = string.match(name, "^([^/]+)/([^/]+)$")
  for _, form in pairs(book.forms) do
    local found = book.field(form, rows or name)
    if found and not rows then return true end
    for _, part in ipairs(found and found.fields or {}) do
      if part.name == field then return true end
    end
  end
  return false
end

-- When all files are read: what it names must exist.
function workflow.finish(book)
  local w = book.workflow
  local what = 'workflow "' .. w.name .. '"'
  if not book.stages[w.start] then
    shape.fail(w.at, '%s starts with stage "%s", which is not declared. Stages are: %s.', what, w.start, shape.listed(shape.keys(book.stages)))
  end
  local form = w.intake and book.forms[w.intake]
  if w.intake and not form then
    shape.fail(w.at, '%s: intake names form "%s", which is not declared. Forms are: %s.', what, w.intake, shape.listed(shape.keys(book.forms)))
  end
  for relation, field in pairs(w.people or {}) do
    if not form then shape.fail(w.at, '%s: people names fields of the intake form, but there is no intake. Add intake = "form".', what) end
    if not book.field(form, field) then
      shape.fail(w.at, '%s: people names field "%s" (for %s), which form "%s" does not have. Its fields are: %s.', what, field, relation, w.intake, shape.listed(book.field_names(form)))
    end
  end
  for _, field in ipairs(w.subject or {}) do
    if not names_field(book, field) then
      shape.fail(w.at, '%s: subject names "%s", which is a field of no form here. Name the field that says which office the case is about, or "rows/field".', what, field)
    end
  end
  for _, field in ipairs(w.kept_out or {}) do                                     -- people who are no party and may not act all the same
    if not names_field(book, field) then
      shape.fail(w.at, '%s: kept_out names "%s", which is a field of no form here. Name the field of the people who may not act in the case, or "rows/field".', what, field)
    end
  end
  if w.type and not book:choice_field(w.type) then
    shape.fail(w.at, '%s: type names "%s", which is a choice field of no form here. Choice fields are: %s.', what, w.type, shape.listed(book:choice_names()))
  end
  if w.repeats then
    local is_there = false
    for _, f in pairs(book.forms) do
      local item = book.field(f, w.repeats)
      is_there = is_there or item ~= nil and item.type == "text" and item.plain == true
    end
    if not is_there then
      shape.fail(w.at, '%s: repeats names "%s", which is a plain text field of no form here. Name the field in which numbers of earlier cases stand.', what, w.repeats)
    end
  end
  for _, id in ipairs(w.starts or {}) do
    if not book.clocks[id] then
      shape.fail(w.at, '%s: starts names clock "%s", which is not declared. Clocks are: %s.', what, id, shape.listed(shape.keys(book.clocks)))
    end
  end
end

return workflow
