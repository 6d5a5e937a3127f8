#!/usr/bin/env bash
# letters.sh COMITY - letters of a case as people see them: issued, numbered without gaps also across
# a crash, printed in both languages and as an office document, brought, refused where they would
# have a hole or be read as something else.
comity=$1
. "$(dirname "$0")/../lib/host.sh"

mkdir -p w/errand/letters
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "doing", people = { asker = "asker" },
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request", people "asker" { zh = "申请人", en = "Asker", required = true },
  text "why" { zh = "缘由", en = "Why" }, time "meeting" { zh = "见面时间", en = "Meeting" }, money "fee" { zh = "费用", en = "Fee" },
  choice "kind" { zh = "类别", en = "Kind", { "big", zh = "大件", en = "Large" }, { "small", zh = "小件", en = "Small" } } }
form "carry" { zh = "办理", en = "Carry" }
clock "E-D1" { zh = "提出意见", en = "Object", owner = "citizen", basis = "assumed", within = days(30) }
letter "receipt" { zh = "受理告知书", en = "Notice of receipt", file_en = "receipt_en.html", number = "柳跑告〔{year}〕{n}号" }
letter "note" { zh = "说明", en = "Note" }
stage "doing" { zh = "办理", en = "Doing", next = { "ending" }, duties = { letters = { "receipt" } }, function(case)
  case:start_clock("E-D1", { from = case:today() })
  case:letter("receipt", { to = "asker", with = { asker = case.data.asker, why = case.data.why, kind = case.data.kind, fee = case.data.fee, meeting = case.data.meeting } })
  case:task("carry", { to = "clerk" })
  local note = case:serve("note", { to = "asker", with = { kind = case.data.kind } })
  if note.outcome == "failed" then case:note { zh = "没有送达", en = "not served" } end
  return "ending"
end }
stage "ending" { zh = "结束", en = "Ending", function(case)
  case:stop_clock "E-D1"
  case:letter("receipt", { to = "asker", with = { asker = case.data.asker, kind = case.data.kind, fee = case.data.fee } })
  return case:close "done"
end }
LUA
cat >w/errand/letters/receipt.html <<'HTML'
<h1>受理告知书</h1>
<p class="centre">{{letter_number}}</p>
<p class="flush">{{to}}：</p>
<p>你于{{date}}提出的事项（{{case_number}}，{{kind}}，{{fee}}）已受理，可以在{{due.E-D1}}前提出意见。</p>
{{#why}}<p>缘由：{{why}}</p>{{/why}}
<p>{{#asker.address}}住址：{{asker.address}}。{{/asker.address}}{{#meeting}}见面：{{meeting}}。{{/meeting}}</p>
<p class="right">{{office}}</p>
HTML
sed -i '2s/due.E-D1//' w/errand/letters/receipt.html
# the clock is stopped in the last letter: what may be missing stands in a section
sed -i 's/，可以在{{due.E-D1}}前提出意见。/。{{#due.E-D1}}可以在{{due.E-D1}}前提出意见。{{\/due.E-D1}}/' w/errand/letters/receipt.html
printf '<h1>Notice of receipt</h1><p>To {{to}}: {{kind}}, {{fee}}, {{date}}{{#meeting}}, {{meeting}}{{/meeting}}</p>' >w/errand/letters/receipt_en.html
printf '<h1>说明</h1>\n<p>{{to}}：{{kind}}</p>' >w/errand/letters/note.html
printf '<h1>Note</h1>\n<p>{{to}}: {{kind}}</p>' >w/errand/letters/note.en.html # found beside note.html

# A template that cannot be read is told before anything is published.
cp -r w broken
printf '<h1>说明</h1>\n<p>{{to}}：<script>x</script></p>' >broken/errand/letters/note.html
data=
ends 1 'errand/letters/note.html:2:1' check broken
says 'bad_letter'
ends 0 'no faults' check w
data=office

"$comity" init office >/dev/null || die "init failed"
serve --workflows w
begin() { # begin WHY KIND: a case; its id in $case
    ends 0 'status: open' case start errand "{\"asker\":{\"name\":\"宋云舟\",\"address\":{\"text\":\"柳泉街3号\"}},\"meeting\":\"2026-11-25T09:05:00+08:00\",\"why\":\"$1\",\"kind\":\"$2\",\"fee\":123456}"
    case=$(sed -n 's/^id: //p' said)
}
# numbered LETTER NUMBER: within a moment the letter has it
numbered() {
    for _ in $(seq 200); do
        ask GET "/cases/$case/letters" >/dev/null
        grep -qF "\"number\":\"$2\",\"office\":\"office\",\"ordinal\":$1," body && return
        sleep 0.05
    done
    fault "letter $1 does not get the number $2" body
}
begin '楼上<b>漏水</b>{{secret}}' big
numbered 1 "柳跑告〔$(date +%Y)〕1号"
has_not 宋云舟
gives 200 GET "/cases/$case/letters/1"
has '<p class="flush">宋云舟：</p>'
has '大件，1,234.56元'
has '楼上&lt;b&gt;漏水&lt;/b&gt;{{secret}}'
has '前提出意见'
has '住址：柳泉街3号。见面：2026年11月25日9时05分。'
gives 200 GET "/cases/$case/letters/1?lang=en"
has 'To 宋云舟: Large, CNY 1,234.56'
has ', 25 November 2026, 09:05'
gives 200 GET "/cases/$case/letters/1?personal=false"
has_not 宋云舟
has '［不显示］'
ends 0 '受理告知书' letter list "$case"
ends 0 '宋云舟：' letter show "$case" 1
gives 404 GET "/cases/$case/letters/2"
gives 400 GET "/cases/$case/letters/1?format=pdf"

# As an office document, read by another program.
gives 200 GET "/cases/$case/letters/1?format=docx" '' "$token" -D head
grep -q 'filename\*=UTF-8' head || fault 'the file has no name' head
cp body letter.docx
/usr/bin/python3 - <<'PY' >read 2>&1 || fault 'the document cannot be read' read
import docx
d = docx.Document("letter.docx")
texts = [p.text for p in d.paragraphs]
assert texts[0] == "受理告知书" and d.paragraphs[0].style.name == "Title", texts
assert texts[2] == "宋云舟：" and "1,234.56元" in texts[3] and "<b>漏水</b>" in texts[4], texts
PY

# Served: by proof only, once; the answer of the script follows.
ends 0 '' task complete "$case/carry" '{}'
gives 200 GET "/cases/$case/letters/2?lang=en"
has '<h1>Note</h1>'
gives 404 POST "/cases/$case/letters/9/proof" '{"outcome":"served","way":"online"}'
gives 422 POST "/cases/$case/letters/2/proof" '{"outcome":"served"}'
gives 422 POST "/cases/$case/letters/2/proof" '{"outcome":"served","way":"online","on":"2999-01-01"}'
gives 200 POST "/cases/$case/letters/2/proof" '{"outcome":"served","way":"in_person","on":"2026-01-05"}' "$token" -H 'Idempotency-Key: brought'
cp body first
gives 200 POST "/cases/$case/letters/2/proof" '{"outcome":"served","way":"in_person","on":"2026-01-05"}' "$token" -H 'Idempotency-Key: brought'
cmp -s first body || fault 'a repeated proof was answered otherwise' body
gives 409 POST "/cases/$case/letters/2/proof" '{"outcome":"failed","reason":"x"}'
ends 0 'status: closed' case show "$case"
numbered 3 "柳跑告〔$(date +%Y)〕2号"
gives 200 GET "/cases/$case/letters/3"
has_not '前提出意见'

# Numbers go on after a crash, without a gap.
crash
serve --workflows w
begin x small
numbered 1 "柳跑告〔$(date +%Y)〕3号"
ends 0 '' task complete "$case/carry" '{}'
ends 0 'letter: 2' letter proof "$case" 2 --outcome failed --reason '搬走了'
ends 0 'failed' letter list "$case"

# Whose key is destroyed is gone from the paper too.
person=$(ask GET "/cases/$case" >/dev/null; grep -oE '"person":"[^"]*"' body | head -1 | cut -d '"' -f 4)
gives 200 POST "/cases/$case/people/$person/erase" '{}'
gives 200 GET "/cases/$case/letters/1"
has '［已删除］'
has_not 宋云舟
stop
ends 0 'clean' verify
! grep -q 宋云舟 log || fault 'a name is in the log'
told
