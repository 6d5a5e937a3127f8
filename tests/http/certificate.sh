#!/usr/bin/env bash
# certificate.sh COMITY - a certificate is checked by whoever is shown it: number and check code, one
# answer for whatever is not there, no more than stands on the paper, nothing once the person is gone.
comity=$1
. "$(dirname "$0")/../lib/host.sh"

mkdir -p w/helping/letters w/offices
printf 'code,parent,kind,zh,en\n370102,,county,清源县,Qingyuan county\n' >w/offices/tree.csv
cat >w/helping/workflow.lua <<'LUA'
workflow "helping" { zh = "志愿服务", en = "Helping", code = "H", intake = "request", start = "doing",
  people = { asker = "asker" }, outcomes = { { "done", zh = "已办妥", en = "Settled" } } }
form "request" { zh = "申请", en = "Request", people "asker" { zh = "志愿者", en = "Volunteer", required = true },
  text "document" { zh = "证件", en = "Document" } }
form "certify" { zh = "核对", en = "Check", outcome "done" { zh = "完成", en = "Done" } }
letter "certificate" { zh = "服务证明", en = "Certificate", number = "志愿证〔{year}〕{n}号",
  check = { { "hours", zh = "服务时长", en = "Hours" }, { "document", zh = "证件", en = "Document" } } }
letter "handover" { zh = "移送函", en = "Handing over" }
letter "receipt" { zh = "告知书", en = "Receipt" }
stage "doing" { zh = "核对", en = "Checking", function(case)
  case:letter("receipt", { to = "asker" })
  case:task("certify", { to = "clerk" })
  case:letter("certificate", { to = case.data.asker, with = { hours = "1.5", document = case.data.document } })
  case:letter("handover", { to = case.data.asker })
  return case:close "done"
end }
LUA
printf '<h1>服务证明</h1><p class="centre">{{letter_number}}</p><p>兹证明{{to}}{{#document}}（{{document}}）{{/document}}服务{{hours}}小时。</p>' >w/helping/letters/certificate.html
printf '<h1>Certificate</h1><p>{{letter_number}}: {{to}}, {{hours}} hours{{#document}}, {{document}}{{/document}}.</p>' >w/helping/letters/certificate.en.html
printf '<h1>告知书</h1><p>{{to}}：已收到。</p>' >w/helping/letters/receipt.html

printf '<h1>移送函</h1><p>{{to}}：请接收。</p>' >w/helping/letters/handover.html

data=
ends 0 'no faults' check w
data=office
"$comity" init office >/dev/null || die "init failed"
serve --workflows w
public=https://fuwu.example.gov.cn
ends 0 "$public" address set $public

# certify NAME: a case with its certificate; $case
certify() {
    ends 0 'status: open' case start helping "{\"asker\":{\"name\":\"$1\",\"phone\":\"13800000001\"},\"document\":\"身份证002X\"}"
    case=$(sed -n 's/^id: //p' said)
    ends 0 '' task complete "$case/certify" --outcome done
}
code_of() { # code_of LETTER LABEL
    ask GET "/cases/$case/letters/$1" >/dev/null
    sed -n "s/.*$2：\([0-9a-z ]*\)<.*/\1/p" body | tr -d ' '
}
# asked NUMBER CODE [CURL-ARGUMENT...]: prints the status
asked() {
    curl -sS --max-time 60 -o body -D head -w '%{http_code}' -G "${@:3}" --data-urlencode "number=$1" --data-urlencode "code=$2" "$base/t/check"
}
shows() { # shows STATUS NUMBER CODE ...
    local got
    got=$(asked "${@:2}")
    [ "$got" = "$1" ] || fault "number $2, code $3 was answered $got, not $1" body
}
bare() { sed -e '/^Date:/Id' head >"$1.head"; cp body "$1.body"; }
same() { cmp -s "$1.body" "$2.body" && cmp -s "$1.head" "$2.head" || fault "$1 and $2 are told apart" "$2.body"; }

certify 李青山
number="志愿证〔$(date +%Y)〕1号" code=$(code_of 2 查验码) track=$(code_of 1 查询码)
[ ${#code} = 32 ] && [ ${#track} = 32 ] && [ "$code" != "$track" ] || fault "codes: $code, $track" body
ask GET "/cases/$case/letters/2" >/dev/null
has "证明编号：$number"
has "扫码查验真伪，或登录 $public/t/check"
has_not 查询码
ask GET "/cases/$case/letters/2?lang=en" >/dev/null
has 'Check code: '

# Whoever a field happens to name - a court, an insurer - cannot look into the case by his letter.
ask GET "/cases/$case/letters/3" >/dev/null
has 李青山
has_not 查询码
has_not '<svg'

# What a stranger is told.
shows 200 "$number" "$code"
for text in 证明属实 "$number" 服务证明 清源县 '李＊＊' 服务时长 1.5 "$(date +%Y)年"; do has "$text"; done
for text in 李青山 青山 002X 1380000 "$case" '<script' "$code"; do has_not "$text"; done
grep -qi 'Cache-Control: no-store' head && grep -qi "default-src 'none'" head || fault 'the page is not guarded' head
shows 404 "志愿证 $(date +%Y) 2号" "$code"
bare wrong_number
shows 200 "志愿证($(date +%Y)) 1号" "$(echo "$code" | tr a-z A-Z | sed 's/..../& /g')"
shows 200 "$number" "$code" --data-urlencode lang=en
for text in 'This certificate is true' 'Issued to' 'Hours'; do has "$text"; done
[ "$(curl -sS -o body -w '%{http_code}' -G --data-urlencode "number=$number" --data-urlencode "code=$code" "$base/api/v1/certificates")" = 200 ] || fault 'the JSON is not there' body
python3 - "$number" <<'PY' >read 2>&1 || fault 'the JSON is not as documented' read
import json, sys
d = json.load(open("body"))
assert d["number"] == sys.argv[1] and d["holder"] == "李＊＊" and d["office"]["zh"] == "清源县", d
assert set(d) == {"number", "name", "office", "date", "holder", "says"}, set(d)
assert [(s["zh"], s["value"]["zh"]) for s in d["says"]] == [("服务时长", "1.5")], d
PY

# The square brings the code; the number is typed. Nothing is listed.
[ "$(curl -sS -o body -w '%{http_code}' "$base/t/check?code=$code")" = 200 ] || fault 'no form' body
has "value=\"$code\""
has_not "$number"
[ "$(curl -sS -o body -w '%{http_code}' "$base/t/check?code=%22%3E%3Cscript")" = 200 ] || fault 'no form' body
has_not '<script'
[ "$(curl -sS -o body -w '%{http_code}' "$base/api/v1/certificates?number=1")" = 400 ] || fault 'half a question was answered' body

# One answer for whatever is not there; neither code opens the other's page.
last=${code: -1}
shows 404 "$number" "${code%?}$([ "$last" = 0 ] && echo 1 || echo 0)"
bare changed
shows 404 "$number" "$track"
bare of_track
shows 404 "$number" "$(printf '%0300d' 0)"
bare long
shows 404 "$(printf '号%.0s' $(seq 200))" "$code"
bare long_number
for other in changed of_track long long_number; do same wrong_number $other; done
[ "$(curl -sS -o body -w '%{http_code}' "$base/t/$code")" = 404 ] || fault 'the check code shows a case' body
[ "$(curl -sS -o body -w '%{http_code}' "$base/t/$track")" = 200 ] || fault 'the code of the case does not' body

# Another's certificate has another code, for its own number only.
first=$code first_case=$case
certify 阿依古丽·买买提
second=$(code_of 2 查验码)
shows 200 "志愿证〔$(date +%Y)〕2号" "$second"
has '阿＊'
has_not 古丽
shows 404 "$number" "$second"
shows 200 "$number" "$first"

# Not too often.
for i in $(seq 6); do asked "$number" "$(printf '%032d' "$i")" -H 'X-Forwarded-For: 203.0.113.7' >/dev/null; done
shows 429 "$number" "$(printf '%032d' 7)" -H 'X-Forwarded-For: 203.0.113.7'
has 查询过于频繁
shows 404 "$number" "$(printf '%032d' 7)" -H 'X-Forwarded-For: 203.0.113.8'
shows 200 "$number" "$first" -H 'X-Forwarded-For: 203.0.113.7'

# After a restart as before; erased with the person.
crash
serve --workflows w
shows 200 "$number" "$first"
person=$(ask GET "/cases/$first_case" >/dev/null; python3 -c 'import json;print(json.load(open("body"))["data"]["asker"]["person"])')
gives 200 POST "/cases/$first_case/people/$person/erase" '{}'
shows 404 "$number" "$first"
bare erased
same wrong_number erased
case=$first_case
[ -z "$(code_of 2 查验码)" ] || fault 'the paper of somebody erased bears a code' body
shows 200 "志愿证〔$(date +%Y)〕2号" "$second"
stop
ends 0 'clean' verify
grep -rqF "$second" office log && fault 'a code is on the disk or in the log'
told
