-- stage.lua: stage "name" { zh, en, next = { ... }, next_step = { zh, en }, duties, function(case) ... end }
local _, shape = ...
local stage = { kind = "stage", allowed = { zh = "text!", en = "text!", next = "texts", next_step = "map", duties = "map" } }

-- duties = { start = { "XF-D3" }, stop = { "XF-D1" }, letters = { "receipt" } }: what the stage owes when it leads on.
local function duties_of(at, what, t)
  if not t.duties then return nil end
  shape.no_list(at, what .. ": duties", t.duties)
  shape.options(at, what .. ": duties", t.duties, { start = "texts", stop = "texts", letters = "texts" })
  return { start = shape.list(t.duties.start), stop = shape.list(t.duties.stop), letters = shape.list(t.duties.letters) }
end

-- next_step = { zh, en }: what a citizen is told of what comes next while his case is in this stage.
local function next_step_of(at, what, t)
  if not t.next_step then return nil end
  shape.no_list(at, what .. ": next_step", t.next_step)
  shape.options(at, what .. ": next_step", t.next_step, { zh = "text!", en = "text!" })
  return { zh = t.next_step.zh, en = t.next_step.en }
end

function stage.declare(book, at, name, t)
  shape.name(at, "stage", name)
  local what = 'stage "' .. name .. '"'
  book.once(at, "stage", name, book.stages)
  shape.options(at, what, t, stage.allowed)
  if type(t[1]) ~= "function" or t[2] ~= nil then
    shape.fail(at, '%s needs one function: %s { zh = "...", en = "...", function(case) ... end }.', what, what)
  end
  book.stages[name] = { zh = t.zh, en = t.en, at = at, next = shape.list(t.next) or {},
    next_step = next_step_of(at, what, t), duties = duties_of(at, what, t) }
end

-- Marks what can be reached from `name`; the graph is small, the way through it a list.
local function reach(book, reached, first)
  local waiting = { first }
  while #waiting > 0 do
    local name = table.remove(waiting)
    if book.stages[name] and not reached[name] then
      reached[name] = true
      local route = book.stages[name].route or {}
      for _, following in ipairs(book.stages[name].next) do waiting[#waiting + 1] = route[following] or following end
    end
  end
end

-- book.returned: the stages that handlers return, found in the text by host/script/check.c.
function stage.finish(book)
  for name, s in pairs(book.stages) do
    local seen = {}
    for _, following in ipairs(s.next) do
      if not book.stages[following] then
        shape.fail(s.at, 'stage "%s": next names "%s", which is not declared. Stages are: %s.', name, following, shape.listed(shape.keys(book.stages)))
      end
      if seen[following] then shape.fail(s.at, 'stage "%s": next names "%s" twice. Keep one.', name, following) end
      seen[following] = true
    end
    for _, duty in ipairs { "start", "stop" } do
      for _, id in ipairs(s.duties and s.duties[duty] or {}) do
        if not book.clocks[id] then
          shape.fail(s.at, 'stage "%s": duties name clock "%s", which is not declared. Clocks are: %s.', name, id, shape.listed(shape.keys(book.clocks)))
        end
      end
    end
    for _, letter in ipairs(s.duties and s.duties.letters or {}) do
      if not book.letters[letter] then
        shape.fail(s.at, 'stage "%s": duties name letter "%s", which is not declared. Letters are: %s.', name, letter, shape.listed(shape.keys(book.letters)))
      end
    end
  end
  local reached = {}
  reach(book, reached, book.workflow.start)
  for _, name in ipairs(book.returned) do reach(book, reached, name) end
  for _, signal in pairs(book.signals) do
    if signal.begins then reach(book, reached, signal.begins) end
  end
  for name, s in pairs(book.stages) do
    if not reached[name] then
      shape.fail(s.at, 'stage "%s" cannot be reached from stage "%s" or from a handler. Name it in next of another stage, or remove it.', name, book.workflow.start)
    end
  end
end

return stage
