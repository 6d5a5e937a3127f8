#!/usr/bin/env bash
# progress.sh COMITY - the page by which a citizen follows his own case: the link on his letter, what
# it shows and what it does not, one answer for whatever is not there, not too often.
comity=$1
. "$(dirname "$0")/../lib/host.sh"

mkdir -p w/errand/letters w/offices
cat >w/offices/tree.csv <<'CSV'
code,parent,kind,zh,en
370102,,county,清源县,Qingyuan county
CSV
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "邻里事务", en = "Neighbours' errand", code = "E", intake = "request", start = "doing",
  people = { asker = "asker", neighbour = "neighbours" },
  outcomes = { { "done", zh = "已办妥", en = "Settled" } } }
form "request" { zh = "申请", en = "Request", people "asker" { zh = "申请人", en = "Asker", required = true },
  text "why" { zh = "缘由", en = "Why" }, date "since" { zh = "起算日", en = "Since", required = true },
  rows "neighbours" { zh = "邻居", en = "Neighbours", people "person" { zh = "姓名", en = "Name", required = true } },
  rows "accusations" { zh = "举报", en = "Accusations", text "what" { zh = "内容", en = "What" } } }
form "carry" { zh = "办理", en = "Carry", outcome "done" { zh = "完成", en = "Done" }, outcome "split" { zh = "分出", en = "Split" } }
clock "XF-D6" { zh = "办理期限", en = "Handling", owner = "office", basis = "law: XF 34", within = days(60) }
clock "E-D1" { zh = "提出意见", en = "Object", owner = "citizen", basis = "assumed", within = days(30) }
letter "receipt" { zh = "受理告知书", en = "Notice of receipt", file_en = "receipt_en.html", number = "柳告〔{year}〕{n}号" }
letter "reply" { zh = "答复意见书", en = "Reply" }
letter "memo" { zh = "内部函", en = "Memo" }
stage "doing" { zh = "正在核实", en = "Being looked into", next = { "doing", "ending" },
  next_step = { zh = "工作人员将在三日内上门查看。", en = "Somebody will come and look within three days." }, function(case)
  if not case:running "XF-D6" then case:start_clock("XF-D6", { from = case.data.since }) end
  if not case:running "E-D1" then case:start_clock("E-D1", { from = case:today() }) end
  case:letter("receipt", { to = "asker", with = { asker = case.data.asker } })
  case:letter("receipt", { to = "neighbour", with = { asker = case.data.asker } })
  case:letter("memo", { to = "clerk" })
  local answer = case:task("carry", { to = "clerk" })
  if answer.outcome == "split" then
    local rows = {}
    for _, row in ipairs(case.data.accusations or {}) do rows[#rows + 1] = row end
    case:split(rows, { start = "ending", as = "sealed_part", sealed = true })
    return "doing"
  end
  case:stop_clock "XF-D6"
  return "ending"
end }
stage "ending" { zh = "结束", en = "Ending", function(case)
  case:letter("reply", { to = "asker" })
  return case:close "done"
end }
LUA
printf '<h1>受理告知书</h1><p class="centre">{{letter_number}}</p><p class="flush">{{to}}：</p><p>你提出的事项已受理。</p>' >w/errand/letters/receipt.html
printf '<h1>Notice of receipt</h1><p>To {{to}}: taken on.</p>' >w/errand/letters/receipt_en.html
printf '<h1>答复意见书</h1><p class="flush">{{to}}：</p><p>已办妥。</p>' >w/errand/letters/reply.html
printf '<h1>内部函</h1><p>{{to}}：请阅。</p>' >w/errand/letters/memo.html

data=
ends 0 'no faults' check w
data=office
"$comity" init office >/dev/null || die "init failed"

# What is no address of an office is refused, and nothing is recorded.
serve --workflows w
for url in http://fuwu.example.gov.cn https:// https://fuwu.example.gov.cn/ 'https://a b' http://127.0.0.1.example.cn \
    https://信访.cn "https://$(printf '%0200d' 0).cn" $'https://a.cn\nx'; do
    ends 1 'without a slash' address set "$url"
done
ends 1 '' address set "https://$(printf '%0600d' 0).cn"
ends 64 'Say what to do' address
ends 64 'Say what to do' address set
ends 0 '' address show
says_not http

# Without a public address a letter bears no code.
begin() { # begin DATA: a case; its id in $case
    ends 0 'status: open' case start errand "$1"
    case=$(sed -n 's/^id: //p' said)
}
begin '{"asker":{"name":"宋云舟","phone":"13800000001"},"since":"2026-02-03"}'
gives 200 GET "/cases/$case/letters/1"
has_not '<svg'
has_not '查询码'

# From the moment it is set letters bear it; what was issued before stays as it was brought.
public=https://fuwu.example.gov.cn
gives 403 POST /public_address "{\"url\":\"$public\"}" "$("$comity" token add zhao --role clerk --data office)"
ends 0 "url: $public" address set $public
ends 0 'version: 1' address set $public # the same again is no change
gives 200 GET "/cases/$case/letters/1"
has_not '查询码'
oldest=$case
# page CODE [QUERY [CURL-ARGUMENT...]]: as a citizen's browser asks, without a token; prints the status
page() { curl -sS --max-time 60 -o body -D head -w '%{http_code}' "${@:3}" "$base/t/$1${2:-}"; }
# shows STATUS CODE [QUERY ...]
shows() {
    local want=$1 got
    shift
    got=$(page "$@")
    [ "$got" = "$want" ] || fault "/t/$1 was answered $got, not $want" body
}
headed() { tr -d '\r' <head | grep -qiF -- "$1" || fault "the head does not say: $1" head; }
# code_of LETTER [COPY]: of the case in $case
code_of() {
    ask GET "/cases/$case/letters/$1?copy=${2:-0}" >/dev/null
    sed -n 's/.*查询码：\([0-9a-z ]*\)<.*/\1/p' body | tr -d ' '
}
begin '{"asker":{"name":"宋云舟","phone":"13800000001"},"since":"2026-02-03"}'
code=$(code_of 1)
[ ${#code} = 32 ] || fault "the letter bears no code: $code" body
has "扫码查询办理进度，或登录 $public/t"
has '案件编号：'

# The page: what a citizen may know of his own case.
begin '{"asker":{"name":"宋云舟","phone":"13800000001"},"why":"楼上漏水","since":"2026-02-03","neighbours":[{"person":{"name":"顾青山"}},{"person":{"name":"沈远航"}}],"accusations":[{"what":"收受礼金"}]}'
number=$(sed -n 's/^number: //p' said)
mine=$(code_of 1) first=$(code_of 2 0) second=$(code_of 2 1)
[ "$mine" != "$first" ] && [ "$first" != "$second" ] || fault "two people have one code: $mine $first $second"
shows 200 "$mine"
for text in "$number" 邻里事务 正在核实 清源县 登记日期 '应当在2026年4月4日（含当日）前办完' '自2026年2月3日起算，期限60日' '《信访工作条例》第34条' \
    '您可以在' 将在三日内上门查看 受理告知书 '制发' 'lang="zh-CN"' 'href="/t/style.css"'; do has "$text"; done
for text in 宋云舟 顾青山 沈远航 漏水 礼金 内部函 1380000 '<script' 'style=' "$case"; do has_not "$text"; done
[ "$(grep -c '<p class="name">受理告知书' body)" = 1 ] || fault 'he sees letters of others' body
headed "Content-Security-Policy: default-src 'none'; style-src 'self'"
headed 'Cache-Control: no-store'
headed 'Referrer-Policy: no-referrer'
headed 'X-Robots-Tag: noindex'
headed 'X-Content-Type-Options: nosniff'
shows 200 "$mine" '?lang=en'
for text in 'Being looked into' 'Qingyuan county' 'The office has to be done by 4 April 2026' 'Regulation on Petition Work, Art. 34' 'Notice of receipt' 'lang="en"'; do has "$text"; done
has_not 期限
spaced=$(echo "$mine" | tr a-z A-Z | sed 's/..../&%20/g')
shows 200 "$spaced"
[ "$(curl -sS -o body -w '%{http_code}' "$base/t?code=$spaced")" = 200 ] || fault 'a typed code is not found' body
shows 200 "$mine" '' --head
shows 200 ''
has 'name="code"'
shows 405 "$mine" '' -X POST
[ "$(curl -sS -o body -w '%{http_code}' "$base/api/v1/progress/$mine")" = 200 ] || fault 'the JSON is not there' body
python3 - "$number" <<'PY' >read 2>&1 || fault 'the JSON is not as documented' read
import json, sys
d = json.load(open("body"))
assert d["number"] == sys.argv[1] and d["status"] == "open", d
assert d["stage"] == {"zh": "正在核实", "en": "Being looked into"}, d
assert set(d) == {"number", "workflow", "office", "stage", "status", "registered", "periods", "next", "letters", "linked"}, set(d)
office = [p for p in d["periods"] if p["whose"] == "office"]
assert len(d["periods"]) == 2 and office[0]["due"] == "2026-04-04" and "60日" in office[0]["why"]["zh"], d
assert [l["name"]["zh"] for l in d["letters"]] == ["受理告知书"] and set(d["letters"][0]) == {"name", "number", "date", "state"}, d
PY

# One answer for whatever is not there, byte for byte but for the moment.
bare() { sed -e '/^Date:/Id' head >"$1.head"; cp body "$1.body"; }
shows 404 00000000000000000000000000000000
bare guessed
last=${mine: -1}
shows 404 "${mine%?}$([ "$last" = 0 ] && echo 1 || echo 0)"
bare changed
shows 404 "../../$mine"
shows 404 x
bare short
cmp -s guessed.body changed.body && cmp -s guessed.head changed.head || fault 'guesses are told apart'
cmp -s guessed.body short.body && cmp -s guessed.head short.head || fault 'short codes are told apart'
grep -q "$mine" guessed.body && fault 'the page repeats the code'

# What is drawn out sealed leaves no trace, and the citizen's page goes on.
ends 0 '' task complete "$case/carry" --outcome split
shows 200 "$mine"
has "$number"
[ "$(grep -c '<p class="name">受理告知书' body)" = 2 ] || fault 'a letter went from the list' body
has_not 举报
has_not 相关事项
"$comity" case list --data office >said
sealed=$(grep -oE 'S20[0-9]{2}E[0-9]+' said | head -1)
[ -n "$sealed" ] || fault 'no part was sealed' said
sealed_id=$(grep "$sealed" said | grep -oE '[0-9a-z]{26}' | head -1)
gives 200 GET "/cases/$sealed_id/letters/1"
has_not 查询码
has_not '<svg'

# Erased: nobody is left whom the code could belong to. The others' go on.
shows 200 "$first"
person=$(ask GET "/cases/$case" >/dev/null; python3 -c 'import json;print(json.load(open("body"))["data"]["asker"]["person"])')
gives 200 POST "/cases/$case/people/$person/erase" '{}'
shows 404 "$mine"
bare erased
cmp -s guessed.body erased.body && cmp -s guessed.head erased.head || fault 'an erased one is told apart'
shows 200 "$first"
has_not "<p class=\"name\">答复意见书"

# Served; closed.
ends 0 '' letter proof "$case" 2 --outcome served --way in_person
shows 200 "$first"
has 送达
ends 0 '' task complete "$case/carry" --outcome done
shows 200 "$first"
for text in 已办结 已办妥 '按文书载明的途径和期限提出'; do has "$text"; done
has_not 应当在

# Not too often: by address, as the proxy in front tells it.
for i in $(seq 6); do page "$(printf '%032d' "$i")" '' -H 'X-Forwarded-For: 203.0.113.7' >/dev/null; done
shows 429 "$(printf '%032d' 7)" '' -H 'X-Forwarded-For: 198.51.100.9, 203.0.113.7'
headed 'Retry-After: 10'
has 查询过于频繁
shows 404 "$(printf '%032d' 7)" '' -H 'X-Forwarded-For: 203.0.113.8'
# Who has a code is kept out by nobody who guesses at his address.
shows 200 "$first" '' -H 'X-Forwarded-For: 203.0.113.7'
shows 200 "$first"

# The codes are the same after a restart, and nowhere but on paper.
crash
serve --workflows w
shows 200 "$first"

# Another address: for letters from now on. The old ones are what they were, also after a restart.
begin '{"asker":{"name":"宋云舟","phone":"13800000001"},"since":"2026-02-03"}'
older=$case
ends 0 'version: 2' address set https://xin.example.gov.cn
begin '{"asker":{"name":"宋云舟","phone":"13800000001"},"since":"2026-02-03"}'
newer=$case
ends 0 'version: 3' address remove
begin '{"asker":{"name":"宋云舟","phone":"13800000001"},"since":"2026-02-03"}'
# bears CASE ADDRESS: its first letter
bears() {
    gives 200 GET "/cases/$1/letters/1"
    [ "$(grep -o 'https://[a-z.]*/t' body | sort -u)" = "$2" ] || fault "the letter does not bear \"$2\"" body
}
for life in first second; do
    bears "$oldest" ''
    bears "$older" $public/t
    bears "$newer" https://xin.example.gov.cn/t
    bears "$case" ''
    crash
    serve --workflows w
done
ends 0 $public address show
says https://xin.example.gov.cn
shows 200 "$first"
stop
ends 0 'clean' verify
grep -rqF "$first" office log && fault 'a code is on the disk or in the log'
told
