#!/usr/bin/env bash
# attachments.sh COMITY - files that people send: taken by what is in them, sealed on the disk, named
# by an answer once, opened by who works on the case, gone with the person's key.
comity=$1
. "$(dirname "$0")/../lib/host.sh"

mkdir -p w/errand
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "taken",
  people = { requester = "who" }, outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request",
  people "who" { zh = "申请人", en = "Who asks" }, files "papers" { zh = "材料", en = "Papers", max = 2 } }
form "carry" { zh = "办理", en = "Carry", text "label" { zh = "标签", en = "Label", plain = true },
  files "photos" { zh = "照片", en = "Photos" } }
stage "taken" { zh = "受理", en = "Taken", function(case)
  case:task("carry", { to = "clerk", show = { "papers" }, with = { has_papers = case.data.papers ~= nil } })
  return case:close "done"
end }
LUA
cat >scanner <<'SH'
#!/bin/sh
if grep -q EICAR; then exit 1; fi
SH
chmod +x scanner
data= ends 0 '' init office
serve --workflows w --scan "$PWD/scanner"

# send FILE NAME [TOKEN [CURL-ARGUMENT...]]: prints the status; the answer is in `body`.
send() {
    curl -sS --max-time 60 -o body -w '%{http_code}' -X POST -H "Authorization: Bearer ${3:-$token}" \
        -H 'Content-Type: application/octet-stream' --data-binary "@$1" "${@:4}" \
        "$base/api/v1/attachments?name=$2"
}
sent() {
    local want=$1 got
    shift
    got=$(send "$@")
    [ "$got" = "$want" ] || fault "sending $1 was answered $got, not $want" body
}

# ---- what is taken ----
printf '%%PDF-1.7\nKANARI of a contract\n' >small.pdf
sent 201 small.pdf '%E5%90%88%E5%90%8C.pdf'
has '"application/pdf"'
has '"scan":"clean"'
has 合同.pdf
small=$(member id)
printf '<html><script>1</script>' >page.html
sent 422 page.html a.pdf
has '"file_type"'
: >nothing
sent 422 nothing a.pdf
has '"empty_file"'
printf '%%PDF-1.7\nEICAR\n' >ill.pdf
sent 422 ill.pdf a.pdf
has '"file_infected"'
sent 401 small.pdf a.pdf nobody
{ printf '%%PDF-1.7\n'; head -c $((19 << 20)) /dev/urandom; } >large.pdf
sent 201 large.pdf large.pdf
large=$(member id)
{ printf '%%PDF-1.7\n'; head -c $((21 << 20)) /dev/zero; } >huge.pdf
sent 413 huge.pdf huge.pdf
sent 413 huge.pdf huge.pdf "$token" -H 'Transfer-Encoding: chunked'
gives 400 POST /attachments '' "$token" --data-binary @small.pdf
# a peer that leaves half-way leaves nothing
timeout 1 curl -sS -o /dev/null --limit-rate 100K -X POST -H "Authorization: Bearer $token" \
    --data-binary @large.pdf "$base/api/v1/attachments?name=x.pdf"
for _ in $(seq 100); do
    ls office/attachments | grep -q part || break
    sleep 0.1
done
ls office/attachments | grep -q part && fault "a file that never came whole is still there"
[ "$(ls office/attachments | wc -l)" = 2 ] || fault "there are other files than the two that were taken"
grep -rlaF KANARI office && fault "a file lies open on the disk"

# ---- named by an answer, once ----
gives 422 POST /cases "{\"workflow\":\"errand\",\"data\":{\"papers\":[\"00000000000000000000000000\"]}}"
has '"no_such_file"'
gives 422 POST /cases "{\"workflow\":\"errand\",\"data\":{\"papers\":[\"$small\",\"$small\"]}}"
has '"listed_twice"'
ends 0 '' token add other --role clerk
other=$(tail -1 said)
crash
serve --workflows w
gives 422 POST /cases "{\"workflow\":\"errand\",\"data\":{\"papers\":[\"$small\"]}}" "$other"
has '"not_your_file"'
gives 201 POST /cases "{\"workflow\":\"errand\",\"data\":{\"who\":{\"name\":\"周桂兰\",\"phone\":\"13900000099\"},\"papers\":[\"$small\",\"$large\"]}}"
case=$(member id)
gives 422 POST /cases "{\"workflow\":\"errand\",\"data\":{\"papers\":[\"$small\"]}}"
has '"file_used"'

# ---- opened by who works on the case ----
gives 200 GET "/cases/$case/attachments/$large"
cmp -s body large.pdf || fault "what came back is not what was sent"
gives 200 GET "/cases/$case/attachments/$small" '' "$token" -D head
grep -qi '^content-disposition: attachment' head || fault "it would be shown inside a page" head
grep -qi '^x-content-type-options: nosniff' head || fault "a browser may guess its type" head
grep -qi '^content-type: application/pdf' head || fault "its type is not what is in it" head
gives 404 GET "/cases/$case/attachments/00000000000000000000000000"
ends 0 '' token add stranger --role visitor
gives 403 GET "/cases/$case/attachments/$small" '' "$(tail -1 said)"
gives 200 GET "/tasks?case=$case&status=open"
task=$(member id)
gives 200 GET "/tasks/$task"
has 合同.pdf
has_not '"key"'
gives 200 GET "/cases/$case/journal"
has "$small"
has '"digest"'
has_not 合同

# ---- one rule for the case, its tasks and its files ----
# hired KEY ROLE [MORE]: somebody in the office; his token is in $hired.
hired() {
    gives 201 POST /people "{\"key\":\"$1\",\"name\":\"$1\",\"memberships\":[{\"office\":\"office\",\"role\":\"$2\"}]${3:-}}"
    gives 201 POST "/people/$1/tokens" '{}'
    hired=$(member token)
}
# doors STATUS TOKEN HAS: the file is answered so; the case says who asks if that is 200; the task
# shows its papers to who has it.
doors() {
    local shows=has_not
    [ "$1" = 200 ] && shows=has
    gives "$1" GET "/cases/$case/attachments/$small" '' "$2"
    gives 200 GET "/cases/$case" '' "$2"
    $shows 13900000099
    gives 200 GET "/tasks/$task" '' "$2"
    "$3" 合同.pdf
}
hired officer officer
doors 200 "$hired" has_not
hired watcher supervisor
doors 403 "$hired" has_not
hired helper grid_worker
doors 403 "$hired" has_not
# kept out of the case he reads nothing of it, whatever his role: he is the one who is meant by it
hired meant clerk ',"phone":"13900000099"'
doors 403 "$hired" has_not
# who has an open task of it works on it
hired worker clerk
worker=$hired
gives 200 POST "/tasks/$task/claim" '{}' "$worker"
doors 200 "$worker" has
gives 200 POST "/tasks/$task/release" '{}' "$worker"

# ---- gone with the key ----
gives 200 GET "/cases/$case"
person=$(python3 -c 'import json;print(json.load(open("body"))["data"]["papers"]["person"])')
gives 200 POST "/cases/$case/people/$person/erase"
gives 410 GET "/cases/$case/attachments/$small"
gives 200 POST "/tasks/$task/complete" '{"data":{}}'
stop
ends 0 '' verify
told
