-- Handles personal values as clumsily as a script can. Each way may raise; none may show what was said.
workflow "clumsy" { zh = "笨拙", en = "Clumsy", code = "Y", intake = "intake", start = "trying",
  people = { teller = "person" }, outcomes = { { "done", zh = "完成", en = "Done" } } }
form "intake" { zh = "登记", en = "Intake",
  text "mode" { zh = "方式", en = "Way", plain = true, required = true },
  people "person" { zh = "人", en = "Person", required = true },
  text "words" { zh = "话", en = "Words", required = true },
  phone "phone" { zh = "电话", en = "Phone", required = true },
  address "home" { zh = "住址", en = "Home", sealed = true, required = true },
  id_number "number" { zh = "证件号码", en = "Number", required = true },
  date "born" { zh = "出生日期", en = "Born", personal = true, facts = { minor = age_under(18) } } }
form "look" { zh = "查看", en = "Look", outcome "ok" { zh = "好", en = "OK", needs = { "remark" } },
  text "remark" { zh = "备注", en = "Remark" }, number "n" { zh = "数", en = "Number", min = 1, max = 9 } }
form "tell" { zh = "补充", en = "Tell", text "more" { zh = "补充", en = "More", required = true, max = 200 }, phone "phone" { zh = "电话", en = "Phone" } }
signal "tell" { zh = "补充", en = "Tell", from = { "clerk" }, form = "tell", only_in = { "trying" } }

stage "trying" { zh = "尝试", en = "Trying", function(case)
  local d = case.data
  local first = case:task("look", { to = "clerk", with = { words = d.words, person = d.person } })
  local ways = {
    concat = function() return "it is " .. d.words end,
    index = function() return d.person.name end,
    raise = function() error(d.person) end,
    raise_table = function() error { code = "oops", message = d.words } end,
    raise_text = function() error("it was " .. tostring(d.home)) end,
    format = function() return ("%s %q"):format(d.words, d.number) end,
    length = function() return #d.words end,
    call = function() return d.words() end,
    arithmetic = function() return d.number + 1 end,
    key = function() return { [d.phone] = 1 } end,
    sort = function() table.sort { d.words, d.home } end,
    concat_list = function() return table.concat { d.words, d.home } end,
    compare = function() return d.words < d.home end,
    incident = function() case:incident { zh = d.words, en = "x" } end,
    note = function() case:note { zh = d.words, en = "x" } end,
    name = function() case:task(d.words, { to = "clerk" }) end,
    to = function() case:task("look", { to = d.words }) end,
    outcome = function() return case:close(d.words) end,
    plain = function() return case:await_case(case:start_case("clumsy", { as = "other", carry = { "person", "words", "phone", "home", "number" }, with = { mode = d.words } })) end,
    record = function() return case:record("r", function() return d.words end) end,
    pattern = function() return string.find(d.words, ".") end,
    pairs = function() for k, v in pairs(d.person) do return k end end,
  }
  local way = ways[d.mode]
  if way then
    local ok, message = pcall(way)
    case:set { said = not ok and (type(message) == "table" and message.message or message) or "nothing", kept = first.remark }
    way()
  end
  case:start_case("clumsy", { as = "child", carry = { "person", "words", "phone", "home", "number" }, with = { mode = "child" } })
  local more = case:await "tell"
  case:set { more = more.more }
  return case:close "done"
end }
