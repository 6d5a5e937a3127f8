-- What a workflow and the library around it may use: the words of docs/lua.md, and of Lua what the sandbox leaves
-- (host/script/sandbox.c). The lint is tests/lint/lua.
std = {
  read_globals = { "assert", "error", "ipairs", "next", "pairs", "pcall", "xpcall", "select", "setmetatable", "getmetatable", "rawequal", "rawget",
    "rawlen", "rawset", "tonumber", "tostring", "type", "string", "table", "math", "utf8" },
}
max_line_length = false                                                         -- a form is a table: its rows are as long as its labels
self = false
include_files = { "**/*.lua" }

local declaring = { "workflow", "setting", "clock", "ladder", "form", "letter", "notice", "signal", "on", "stage", "rate", "assessment", "customize",
  "outcome", "text", "choice", "yes_no", "number", "money", "date", "time", "duration", "people", "phone", "id_number", "address", "files",
  "office", "rows", "sheet", "age_under", "minutes", "hours", "days", "workdays", "open_hours" }
files["workflows"] = { read_globals = declaring }
files["workflows/offices/**"] = { read_globals = { "spec", "example" } }
files["workflows/**/examples.lua"] = { read_globals = { "example" } }
files["workflows/**/spec.lua"] = { read_globals = { "spec" } }
files["workflows/**/*_spec.lua"] = { read_globals = { "spec" } }
files["scripts"] = { read_globals = { "host" } }
