-- What letter.lua takes and refuses (see workflow_spec.lua).
local rest = 'zh = "函", en = "L" }'
return {
  takes = {
    { 'letter "receipt" {' .. rest, { "letters.receipt", '{"at":"w/workflow.lua:2","en":"L","file":"receipt.html","path":"w/letters/receipt.html","size":"A4","zh":"函"}' } },
    { 'letter "r" { file = "sj-1.html", file_en = "sj-1_en.html", number = "收〔{year}〕{n}号", size = "A5",' .. rest, { "letters.r",
      '{"at":"w/workflow.lua:2","en":"L","file":"sj-1.html","file_en":"sj-1_en.html","number":"收〔{year}〕{n}号","path":"w/letters/sj-1.html","path_en":"w/letters/sj-1_en.html","size":"A5","zh":"函"}' } },
    { 'letter "c" { check = { { "hours", zh = "时长", en = "Hours" } },' .. rest, { "letters.c",
      '{"at":"w/workflow.lua:2","check":[{"en":"Hours","id":"hours","zh":"时长"}],"en":"L","file":"c.html","path":"w/letters/c.html","size":"A4","zh":"函"}' } },
  },
  refuses = {
    { 'letter "r" { check = {},' .. rest, at = 2, says = "check lists what a stranger is told" },
    { 'letter "r" { check = { { "hours" } },' .. rest, at = 2, says = "check" },
    { 'letter "r" { zh = "函" }', at = 2, says = "needs en" },
    { 'letter "r" { file = "../secret.html",' .. rest, at = 2, says = "is the name of an HTML file in the folder letters/" },
    { 'letter "r" { file = "a.docx",' .. rest, at = 2, says = "is the name of an HTML file" },
    { 'letter "r" { file_en = "a/b.html",' .. rest, at = 2, says = "file_en is the name of an HTML file" },
    { 'letter "r" { number = "{year}",' .. rest, at = 2, says = "number needs {n}" },
    { 'letter "r" { number = "{month}{n}",' .. rest, at = 2, says = "number has {month}" },
    { 'letter "r" { size = "B5",' .. rest, at = 2, says = 'size is "A4"' },
    { 'letter "r" { to = "x",' .. rest, at = 2, says = 'has no option "to"' },
    { 'letter "r" { "x",' .. rest, at = 2, says = "has a value without a name" },
    { 'letter "R" {' .. rest, at = 2, says = "a name has small letters" },
    { 'letter "l" {' .. rest, at = 2, says = "is declared twice" },
  },
}
