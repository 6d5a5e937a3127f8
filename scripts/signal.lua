-- signal.lua: signal "name" { zh, en, from, form, about, only_in, not_in, confirm, after_close, begins } and
-- on "name" (function(case) ... end), its handler.
local _, shape = ...
local signal = { kind = "signal", allowed = {
  zh = "text!", en = "text!", from = "texts!", form = "text!", about = "text", only_in = "texts", not_in = "texts",
  confirm = "map", after_close = "duration", begins = "text",
} }

function signal.declare(book, at, name, t)
  shape.name(at, "signal", name)
  local what = 'signal "' .. name .. '"'
  book.once(at, "signal", name, book.signals)
  shape.no_list(at, what, t)
  shape.options(at, what, t, signal.allowed)
  if t.only_in and t.not_in then shape.fail(at, '%s has both only_in and not_in. Keep one.', what) end
  if t.confirm then
    shape.no_list(at, what .. ": confirm", t.confirm)
    shape.options(at, what .. ": confirm", t.confirm, { form = "text!", to = "texts!" })
  end
  if t.begins and (t.confirm or t.about) then
    shape.fail(at, '%s begins a case of its own: it has neither confirm nor about. Let the stage "%s" ask.', what, t.begins)
  end
  book.signals[name] = { zh = t.zh, en = t.en, at = at, from = shape.list(t.from), form = t.form, about = t.about,
    only_in = shape.list(t.only_in), not_in = shape.list(t.not_in),
    confirm = t.confirm and { form = t.confirm.form, to = t.confirm.to }, after_close = t.after_close, begins = t.begins, is_handled = false }
end

-- on "name" (function)
function signal.handle(book, at, name, handler)
  shape.name(at, "on", name)
  if type(handler) ~= "function" then
    shape.fail(at, 'on "%s" needs a function in brackets: on "%s" (function(case) ... end).', name, name)
  end
  book.once(at, "on", name, book.handlers)
  book.handlers[name] = { at = at }
end

local function check_form(book, s, what, name)
  if not book.forms[name] then
    shape.fail(s.at, '%s names form "%s", which is not declared. Forms are: %s.', what, name, shape.listed(shape.keys(book.forms)))
  end
end

local function check_stages(book, s, what, option)
  for _, stage in ipairs(s[option] or {}) do
    if not book.stages[stage] then
      shape.fail(s.at, '%s: %s names stage "%s", which is not declared. Stages are: %s.', what, option, stage, shape.listed(shape.keys(book.stages)))
    end
  end
end

-- Fields of the answer become fields of the new case: so it has no outcomes, which are none.
local function check_begins(book, s, what)
  if not s.begins then return end
  if s.is_handled then shape.fail(s.at, '%s begins a case of its own and is handled by an on. Keep one.', what) end
  if not book.stages[s.begins] then
    shape.fail(s.at, '%s: begins names stage "%s", which is not declared. Stages are: %s.', what, s.begins, shape.listed(shape.keys(book.stages)))
  end
  if #(book.forms[s.form].outcomes or {}) > 0 then
    shape.fail(s.at, '%s begins a case of its own, and its form "%s" has outcomes. Make them a choice.', what, s.form)
  end
end

function signal.finish(book)
  for name, handler in pairs(book.handlers) do
    if not book.signals[name] then
      shape.fail(handler.at, 'on "%s" handles a signal that is not declared. Signals are: %s.', name, shape.listed(shape.keys(book.signals)))
    end
    book.signals[name].is_handled = true
  end
  for name, s in pairs(book.signals) do
    local what = 'signal "' .. name .. '"'
    check_form(book, s, what, s.form)
    if s.confirm then check_form(book, s, what .. ": confirm", s.confirm.form) end
    check_stages(book, s, what, "only_in")
    check_stages(book, s, what, "not_in")
    check_begins(book, s, what)
    if s.about and not book:rows_field(s.about) then
      shape.fail(s.at, '%s: about names "%s", which is not a rows field of any form. Rows are: %s.', what, s.about, shape.listed(book:rows_names()))
    end
  end
end

return signal
