-- notice.lua: notice "name" { zh, en, text = { zh, en }, life_safety }: what case:notify tells people.
local _, shape = ...
local notice = { kind = "notice", allowed = { zh = "text!", en = "text!", text = "map", life_safety = "flag" } }

function notice.declare(book, at, name, t)
  shape.name(at, "notice", name)
  local what = 'notice "' .. name .. '"'
  book.once(at, "notice", name, book.notices)
  shape.no_list(at, what, t)
  shape.options(at, what, t, notice.allowed)
  if t.text then
    shape.no_list(at, what .. ": text", t.text)
    shape.options(at, what .. ": text", t.text, { zh = "text!", en = "text!" })
  end
  book.notices[name] = { at = at, zh = t.zh, en = t.en, text = t.text and { zh = t.text.zh, en = t.text.en },
    is_life_safety = t.life_safety or nil }
end

return notice
