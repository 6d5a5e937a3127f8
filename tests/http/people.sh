#!/usr/bin/env bash
# people.sh COMITY - who works here, as administrators and heads of offices handle it, and what each
# person may do by his own token: roles per office, absence, recusal, tokens that end at once.
comity=$1
. "$(dirname "$0")/../lib/host.sh"

mkdir -p w/errand w/offices
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "taken", subject = "unit",
  people = { requester = "who" }, outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request",
  people "who" { zh = "申请人", en = "Who asks" },
  text "unit" { zh = "涉及单位", en = "Unit", plain = true } }
form "carry" { zh = "办理", en = "Carry", text "label" { zh = "标签", en = "Label", plain = true } }
stage "taken" { zh = "受理", en = "Taken", function(case)
  case:task("carry", { to = "mediator" })
  return case:close "done"
end }
LUA
cat >w/offices/tree.csv <<'CSV'
code,parent,kind,zh,en,level,area,review_body,sealed_route,successor
C,,county,清源县,Qingyuan county,2,370102,,,
T,C,town,柳泉镇,Liuquan town,3,370102003,,,
V,T,village,石桥村,Shiqiao village,4,370102003001,,,
U,C,town,青石镇,Qingshi town,3,370102004,,,
O,C,town,旧镇,Old town,,,,,T
CSV
data= ends 0 '' init office
serve --workflows w

# start OFFICE [DATA]: a case, and its open task.
start() {
    gives 201 POST /cases "{\"workflow\":\"errand\",\"office\":\"$1\",\"data\":${2:-{\}}}"
    case=$(member id)
    gives 200 GET "/tasks?case=$case&status=open"
    task=$(member id)
}
# person KEY NAME MEMBERSHIPS [MORE]: and a token, in the variable of that name.
person() {
    gives 201 POST /people "{\"key\":\"$1\",\"name\":\"$2\",\"memberships\":$3${4:-}}"
    gives 201 POST "/people/$1/tokens" '{"label":"desk"}'
    declare -g "$1=$(member token)"
}

# ---- people ----
person wang 王明 '[{"office":"T","role":"mediator"}]' ',"phone":"13800010001","id_number":"11010519491231002X"'
person chen 陈红 '[{"office":"T","role":"mediator"},{"office":"T","role":"unit_head"}]' ',"skills":["first_aid"]'
person li 李强 '[{"office":"U","role":"mediator"}]'
person zhou 周静 '[{"office":"C","role":"admin"}]'
gives 409 POST /people '{"key":"wang","name":"x"}'
has '"person_exists"'
gives 422 POST /people '{"key":"13800010001","phone":"1","memberships":[{"office":"Z","role":"M"}],"hours":[{"days":[8],"from":"08:00","until":"25:00"}]}'
for wrong in wrong_key wrong_phone wrong_role wrong_hours missing; do has "\"$wrong\""; done
gives 422 POST /people '{"key":"x1","name":"x","memberships":[{"office":"Z","role":"clerk"},{"office":"T","role":"clerk","from":"2026-02-30"}]}'
has '"unknown_office"'
has '"memberships[1]"'
gives 200 GET /people/wang
has '"13800010001"'
has '"has_id_number":true'
has_not 11010519491231002X
gives 200 GET /people/wang '' "$li"
has_not 13800010001
gives 200 GET "/people?office=T&role=mediator"
has '"chen"'
has_not '"li"'
gives 200 GET "/people?limit=2"
has '"next":"li"'
gives 200 GET "/people?limit=2&cursor=li"
has '"wang"'

# a change names the version it was read at
gives 200 GET /people/li
gives 200 PATCH /people/li '{"name":"李强强"}' "$token" -H 'If-Match: "1"'
gives 409 PATCH /people/li '{"name":"李刚"}' "$token" -H 'If-Match: "1"'
has '"stale_version"'
gives 200 PATCH /people/li '{"name":"李强强"}' "$token" -H 'If-Match: "2"'
has '"version":2'
gives 400 PATCH /people/li '{"name":"李强"}' "$token" -H 'If-Match: soon'
gives 200 PATCH /people/li '{"phone":"13800010003","skills":["boat"]}'
gives 200 PATCH /people/li '{"without":["phone","skills"]}'
gives 200 GET /people/li
has_not 13800010003
has_not boat
gives 422 PATCH /people/li '{"without":["name"]}'
gives 404 PATCH /people/nobody '{"name":"x"}'

# heads change the people of their own office, and not who is a head
gives 403 POST /people '{"key":"x1","name":"x","memberships":[{"office":"T","role":"clerk"}]}' "$wang"
gives 403 POST /people '{"key":"x1","name":"x","memberships":[{"office":"U","role":"clerk"}]}' "$chen"
gives 403 POST /people '{"key":"x1","name":"x","memberships":[{"office":"T","role":"unit_head"}]}' "$chen"
gives 403 PATCH /people/li '{"skills":["boat"]}' "$chen"
gives 201 POST /people '{"key":"sun","name":"孙丽","memberships":[{"office":"T","role":"clerk"}]}' "$chen"
gives 403 PATCH /people/chen '{"memberships":[{"office":"T","role":"mediator"}]}' "$chen"
gives 403 POST /people/li/tokens '{}' "$chen"

# who one is
gives 200 GET /me '' "$wang"
has '"name":"wang"'
has '"office":"T"'
has '"admin":false'
gives 200 GET /me '' "$zhou"
has '"admin":true'

# ---- roles hold in their office ----
start T
gives 403 POST "/tasks/$task/claim" '{}' "$li"
gives 200 POST "/tasks/$task/claim" '{}' "$wang"
gives 200 POST "/tasks/$task/release" '{}' "$wang"
gives 200 PATCH /people/li '{"memberships":[{"office":"U","role":"mediator"},{"office":"T","role":"mediator","from":"2026-01-01"}]}'
gives 200 POST "/tasks/$task/claim" '{}' "$li"
start O # it has ended: its successor's case
gives 200 GET "/cases/$case"
has '"office":"T"'
gives 200 POST "/tasks/$task/claim" '{}' "$wang"

# ---- absence ----
gives 200 PATCH /people/li '{"memberships":[{"office":"U","role":"mediator"}]}'
start T
gives 403 POST "/tasks/$task/complete" '{"data":{}}' "$li"
gives 422 POST /absences '{"person":"wang","from":"soon","substitutes":["nobody","wang"]}'
has '"unknown_person"'
has '"substitutes[0]"'
gives 403 POST /absences '{"person":"li","from":"2026-01-01"}' "$chen"
gives 201 POST /absences '{"person":"wang","from":"2026-01-01","substitutes":["li"],"why":"leave"}' "$chen"
absence=$(member key)
gives 200 GET /absences
has '"substitutes":["li"]'
gives 200 POST "/tasks/$task/complete" '{"data":{}}' "$li"
li_id=$(curl -sS -H "Authorization: Bearer $token" "$base/api/v1/people/li" | member id /dev/stdin)
wang_id=$(curl -sS -H "Authorization: Bearer $token" "$base/api/v1/people/wang" | member id /dev/stdin)
gives 200 GET "/cases/$case/journal"
has "\"by\":\"$li_id\""
has "\"for\":\"$wang_id\""
has_not 王明
has_not 13800010001
start T
gives 200 POST "/absences/$absence/end"
gives 403 POST "/tasks/$task/complete" '{"data":{}}' "$li"

# ---- recusal (INV-2) ----
start T '{"who":{"name":"王明","phone":"13800010001"}}' # himself, by his telephone
gives 403 POST "/tasks/$task/claim" '{}' "$wang"
has '"recused"'
gives 200 POST "/tasks/$task/claim" '{}' "$chen"
start T '{"who":{"name":"赵某","id_type":"id_card","id_number":"110105194912310038"}}'
gives 201 POST /conflicts '{"person":"wang","party":{"id_number":"110105194912310038"},"why":"kin"}'
conflict=$(member key)
gives 201 POST /conflicts '{"person":"wang","party":{"id_number":"110105194912310038"},"why":"kin"}'
has "$conflict"
gives 200 GET /conflicts
has '"with":"party"'
has_not 110105194912310038
gives 200 GET /conflicts '' "$li"
has_not '"wang"'
gives 403 POST "/tasks/$task/complete" '{"data":{}}' "$wang"
has '"recused"'
gives 200 POST "/conflicts/$conflict/end"
gives 200 POST "/tasks/$task/complete" '{"data":{}}' "$wang"
start T '{"unit":"T"}' # a case about the town: nobody of it acts in it, whatever he else holds
gives 403 POST "/tasks/$task/claim" '{}' "$wang"
has '"recused"'
gives 200 POST "/tasks/$task/claim" '{}' "$zhou"

# said of oneself, or by who leads: what one holds goes back
start T
gives 200 POST "/tasks/$task/claim" '{}' "$wang"
gives 403 POST "/cases/$case/recusals" '{"person":"wang"}' "$li"
gives 400 POST "/cases/$case/recusals" '{"why":"he knows 赵某"}' "$wang"
gives 200 POST "/cases/$case/recusals" '{"why":"kin"}' "$wang"
gives 409 POST "/cases/$case/recusals" '{}' "$wang"
gives 200 GET "/tasks/$task"
has '"status":"open"'
gives 403 POST "/tasks/$task/claim" '{}' "$wang"
gives 403 POST "/cases/$case/recusals" '{"end":true}' "$wang"
gives 200 POST "/cases/$case/recusals" '{"person":"wang","end":true}' "$chen"
gives 200 POST "/tasks/$task/claim" '{}' "$wang"
gives 200 POST "/cases/$case/recusals" '{"person":"wang","why":"interest"}' "$chen"
gives 200 POST "/tasks/$task/claim" '{}' "$chen"
gives 200 GET "/cases/$case/journal"
has '"kind":"recused"'

# erased with the key of the person
start T '{"who":{"name":"王明","phone":"13800010001"}}'
gives 403 POST "/tasks/$task/claim" '{}' "$wang"
gives 200 GET "/cases/$case" '' "$wang"
has_not 王明
gives 200 GET "/cases/$case" '' "$chen"
has 王明
gives 200 GET "/cases/$case?personal=true"
erased=$(grep -oE '"person":"[0-9a-z]{26}"' body | head -1 | cut -d'"' -f4)
gives 200 POST "/cases/$case/people/$erased/erase"
gives 200 POST "/tasks/$task/claim" '{}' "$wang"

# ---- rosters: goalert #583, who is told when shifts change ----
day() { date -u -d "+8 hours $1 days" +%F; } # the date there, that many days from now
gives 403 PUT /rosters/duty '{"office":"T","starts":"2026-01-01"}' "$li"
gives 422 PUT /rosters/duty '{"office":"T","starts":"soon","teams":[["nobody"]],"shifts":[{"from":"8","until":"20:00"}]}' "$chen"
for wrong in '"wrong_date"' '"unknown_person"' '"wrong_shift"'; do has "$wrong"; done
gives 200 PUT /rosters/duty '{"office":"T","zh":"值班","en":"Duty","starts":"2026-01-01","turn":"day","teams":[["wang"],["chen"]]}' "$chen"
gives 200 GET /offices/T/duty
has '"key":"'
gives 200 GET "/offices/T/duty?at=2026-01-02T09:00:00%2B08:00"
has '"chen"'
gives 200 GET /offices/U/duty
has '"items":[]'
gives 200 GET /notices '' "$wang"
has '"shifts_changed"'
gives 409 POST /rosters/duty/overrides "{\"from\":\"$(day 3)\",\"until\":\"$(day 3)\",\"people\":[\"sun\"]}" "$chen" -H 'If-Match: "7"'
gives 200 POST /rosters/duty/overrides "{\"from\":\"$(day 3)\",\"until\":\"$(day 3)\",\"people\":[\"zhou\"]}" "$chen"
gives 200 GET "/offices/T/duty?at=$(day 3)T09:00:00%2B08:00"
has '"zhou"'
gives 200 GET /notices '' "$zhou"
has "New: $(day 3)T00:00. No longer: -"
gives 200 GET "/rosters?office=T"
has '"teams":[["wang"],["chen"]]'
gives 200 GET /rosters/duty
has '"overrides":[{'
gives 404 GET /rosters/none

# ---- offices ----
gives 200 GET /offices/T
has '"review_body":"C"'
has '"level":3'
has '"under":["V"]'
has '"mediator":'
gives 200 GET /offices
has '"successor":"T"'
gives 404 GET /offices/Z

# ---- tables ----
# import FILE [MORE]: the body of a request, the table as a JSON text.
import() { printf '{"csv":"%s"%s}' "$(sed 's/\\/\\\\/g; s/"/\\"/g' "$1" | awk '{ sub(/\r$/, "\\r"); printf "%s\\n", $0 }')" "${2:-}"; }
printf '\xef\xbb\xbf账号,姓名,电话,任职,可用时间,邮件通知\r\nhan,"韩, 雪",13800010005,U:mediator；U:clerk@2026-01-01～2026-12-31,1-5 08:00-18:00,是\r\nma,马超,,T:grid_worker,,\r\n' >good.csv
gives 200 POST /people/import "$(import good.csv ',"preview":true')"
has '"added":2'
gives 404 GET /people/han
gives 200 POST /people/import "$(import good.csv)"
has '"added":2'
gives 200 GET /people/han
has '"name":"韩, 雪"'
has '"until":"2026-12-31"'
has '"days":[1,2,3,4,5]'
gives 200 POST /people/import "$(import good.csv)" # the same again changes nothing
has '"same":2'
has '"changed":0'
gives 200 GET /people/export
cp body all.csv
grep -q '^han,"韩, 雪",13800010005,,,U:mediator; U:clerk@2026-01-01~2026-12-31,,"1,2,3,4,5 08:00-18:00",yes,no,active' all.csv || fault 'the table lacks a line' all.csv
has_not 110105
gives 200 POST /people/import "$(import all.csv)" # what was written is read again
has '"changed":0'
has '"added":0'
printf 'key,name,phone,memberships\nyu,于静,138,Z:clerk\nyu,,,T:Clerk:x\n13800010001,x,,\n' >bad.csv
gives 422 POST /people/import "$(import bad.csv)"
for wrong in '"column":"phone"' '"line":2' '"unknown_office"' '"twice"' '"line":3' '"wrong_role"' '"wrong_key"' '"line":4'; do has "$wrong"; done
gives 404 GET /people/yu # all or nothing
printf 'key,name,colour\nyu,x,red\n' >bad.csv
gives 400 POST /people/import "$(import bad.csv)"
has 'line 1, column 3'
printf 'key,name,memberships\nyu,于静,U:clerk\n' >mine.csv
gives 422 POST /people/import "$(import mine.csv)" "$chen" # of another office
has '"forbidden"'
printf 'key,name,status\nma,马超,离岗\nnobody,无,left\n' >left.csv
gives 200 POST /people/import "$(import left.csv)"
has '"ended":1'
gives 404 GET /people/ma
gives 200 GET /people/export '' "$chen"
has_not '13800010005'
has 'wang,'

# ---- the same from the command line ----
ends 0 'key: qiu' person add qiu --name 邱禾 --member T:clerk,U:clerk@2026-01-01~2026-12-31 --phone 13800010009
ends 1 'person_exists' person add qiu --name 邱禾 --json
ends 0 '13800010009' person show qiu
says '2026-12-31'
ends 0 'version: 2' person set qiu '{"skills":["boat"]}' --version 1
ends 1 'at version 2, not 1' person set qiu '{"skills":[]}' --version 1
ends 0 'qiu' person list --office T
says_not 'han'
ends 0 'qiu,邱禾' person export
"$comity" person export --data "$data" >again.csv
ends 0 'same: 7' person import again.csv
printf 'key,name,phone\nqiu,邱禾,1\n' >bad.csv
ends 1 'bad.csv:2: phone: not a telephone number' person import bad.csv
says 'nothing was imported'
printf '账号,姓名,电话\nqiu,邱禾禾,\n' >good.csv
ends 0 'changed: 1' person import good.csv --preview
ends 0 '邱禾' person show qiu
says '13800010009'
ends 0 'comity_' token add --person qiu --note phone
qiu=$(cat said)
ends 0 'phone' token list --person qiu
id=$(sed -n 's/^\([0-9a-f]\{16\}\).*/\1/p' said)
gives 200 GET /me '' "$qiu"
ends 0 '' token end "$id"
gives 401 GET /me '' "$qiu"
ends 0 'key: qiu@2026-01-01' absence add qiu --from 2026-01-01 --people wang,chen --why leave
ends 0 'wang' absence list --person qiu
ends 0 'version: 2' absence end qiu@2026-01-01
ends 64 'Say from when' absence add qiu
ends 0 'version: 1' conflict add qiu --office U --why kin
ends 0 'qiu' conflict list
ends 0 'chen' roster show duty
ends 0 'version:' roster override duty --from "$(day 5)" --until "$(day 5)" --people qiu
ends 0 'qiu' office duty T --at "$(day 5)T09:00:00+08:00"
ends 0 'review_body: C' office show T
ends 0 'O,C,town,旧镇,Old town,,,,,T' office export
"$comity" office export --data "$data" >tree.csv
data= ends 0 'offices: 5, at the top: C' office import tree.csv --workflows w
printf 'code,parent,kind,zh,en\nC,,county,x\n' >bad.csv
data= ends 1 'bad.csv:2' office import bad.csv
ends 64 'usage: comity person' person dance
start T
ends 0 'recorded' conflict case "$case" --person qiu --why kin
ends 0 'key: qiu' person end qiu

# ---- an office does not vanish from under its people and cases ----
mkdir -p w2
cp -r w/errand w/offices w2
sed -i '/^T,/d; s/^V,T,/V,C,/; s/,T\r*$/,U/' w2/offices/tree.csv
ends 1 'has no office T any more' publish w2 --activate --why test
says 'open cases hang on'
sed -i 's/^\(O,.*\),U\r*$/\1,C/; $a T,C,town,柳泉镇,Liuquan town,,,,,U' w2/offices/tree.csv
ends 0 '' publish w2 --activate --why test
start U
gives 200 POST "/tasks/$task/claim" '{}' "$wang" # his office is that one now
gives 200 POST "/tasks/$task/release" '{}' "$wang"
gives 200 POST "/tasks/$task/claim" '{}' "$li"
gives 200 GET "/offices/U/duty?at=2026-01-02T09:00:00%2B08:00"
has '"chen"'
ends 0 '' rollback --why test

# ---- tokens end at once, and come back as they were ----
gives 200 GET "/tokens?person=wang"
id=$(member id)
has '"label":"desk"'
gives 403 POST "/tokens/$id/end" '{}' "$li"
curl -sSN --max-time 60 -H "Authorization: Bearer $wang" "$base/api/v1/events?after=0" >stream 2>/dev/null &
stream=$!
others="$others $stream"
for _ in $(seq 100); do grep -q '^data:' stream && break; sleep 0.1; done
grep -q '^data:' stream || fault 'the stream sent nothing'
gives 200 POST "/tokens/$id/end"
gives 401 GET /me '' "$wang"
start T # the next thing that happens ends what was open with it
wait $stream
[ $? = 0 ] || fault 'the stream went on after its token had ended'
gives 200 POST /people/sun/end
gives 404 GET /people/sun
crash
serve
gives 401 GET /me '' "$wang"
gives 200 GET /me '' "$chen"
gives 200 GET "/people?office=T"
has '"chen"'
has_not '"sun"'
gives 201 POST /people '{"key":"sun","name":"孙丽"}'
gives 200 POST /people/chen/end
gives 401 GET /me '' "$chen"
stop
grep -qF -e 王明 -e 13800010001 log && fault 'the log names a person' log
ends 0 'clean' verify
told
