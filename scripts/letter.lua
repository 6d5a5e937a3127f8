-- letter.lua: letter "name" { zh, en, file, file_en, number, size, check }: a document the office issues; its template
-- is a file of the workflow's folder letters/. check: what a stranger who holds it is told of it.
local _, shape = ...
local letter = { kind = "letter", allowed = {
  zh = "text!", en = "text!", file = "text", file_en = "text", number = "text", size = "text", check = "map",
} }
local sizes = { A4 = true, A5 = true, A3 = true }

function letter.check_file(at, what, option, file)
  local name = string.match(file, "^(.*)%.en%.html$") or string.match(file, "^(.*)%.html$")
  if not name or not string.match(name, "^[A-Za-z0-9_][A-Za-z0-9_%-]*$") or #file > 64 then
    shape.fail(at, '%s: %s is the name of an HTML file in the folder letters/, such as "receipt.html", not "%s".', what, option, file)
  end
end

-- "受理〔{year}〕{n}号": where the year and the running number stand.
function letter.check_number(at, what, number)
  for word in string.gmatch(number, "{(.-)}") do
    if word ~= "year" and word ~= "n" and word ~= "office" then
      shape.fail(at, '%s: number has {%s}. It may have {year}, {office} and {n}, the running number.', what, word)
    end
  end
  if not string.find(number, "{n}", 1, true) then
    shape.fail(at, '%s: number needs {n}, where the running number stands, as in "〔{year}〕{n}号".', what)
  end
end

function letter.check_size(at, what, size)
  if not sizes[size] then shape.fail(at, '%s: size is "A4" (as if nothing is said), "A5" or "A3", not "%s".', what, size) end
end

function letter.checked(at, what, check)
  local rows = shape.choices(at, what .. ": check", check, shape.name)
  if #rows == 0 or #rows > 8 then
    shape.fail(at, '%s: check lists what a stranger is told, 1 to 8 values of the letter, as in { { "hours", zh = "时长", en = "Hours" } }.', what)
  end
  return rows
end

function letter.declare(book, at, name, t)
  shape.name(at, "letter", name)
  local what = 'letter "' .. name .. '"'
  book.once(at, "letter", name, book.letters)
  shape.no_list(at, what, t)
  shape.options(at, what, t, letter.allowed)
  local file = t.file or name .. ".html"
  letter.check_file(at, what, "file", file)
  if t.file_en then letter.check_file(at, what, "file_en", t.file_en) end
  if t.number then letter.check_number(at, what, t.number) end
  if t.size then letter.check_size(at, what, t.size) end
  book.letters[name] = { at = at, zh = t.zh, en = t.en, file = file, file_en = t.file_en, number = t.number, size = t.size or "A4" }
  if t.check then book.letters[name].check = letter.checked(at, what, t.check) end
end

return letter
