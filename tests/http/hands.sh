#!/usr/bin/env bash
# hands.sh COMITY - people leave, go away and are employed, and the office is told which tasks nobody
# can do any more, though nothing happens to their cases; also when the host dies in between.
comity=$1
. "$(dirname "$0")/../lib/host.sh"

mkdir -p w/errand w/offices
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "taken",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request", text "label" { zh = "标签", en = "Label", plain = true } }
form "carry" { zh = "办理", en = "Carry", text "label" { zh = "标签", en = "Label", plain = true } }
stage "taken" { zh = "受理", en = "Taken", function(case)
  case:task("carry", { to = "mediator" })
  return case:close "done"
end }
LUA
printf 'code,parent,kind,zh,en\nC,,county,清源县,Qingyuan\nT,C,town,柳泉镇,Liuquan\n' >w/offices/tree.csv
data= ends 0 '' init office
serve --workflows w

# tells TEXT: within half a minute the list of incidents says it.
tells() {
    for _ in $(seq 60); do
        timeout 60 "$comity" incident list --data "$data" >said 2>&1 </dev/null
        grep -qF -- "$1" said && return
        sleep 0.5
    done
    fault "the list of incidents does not say: $1" said
}

ends 0 '' person add wang --name 王明 --member T:mediator
ends 0 '' person add zhou --name 周静 --member C:admin
gives 201 POST /cases '{"workflow":"errand","office":"T","data":{}}'
case=$(member id)
ends 0 '(none)' incident list

# ---- somebody leaves, and another is employed ----
ends 0 '' person end wang
tells 'nobody_can_do'
says '"carry"'
says 'mediator'
says 'T'
says 'comity person change'
ends 0 '' person add chen --name 陈红 --member T:mediator
tells '(none)'

# ---- away for long without a substitute; for an hour ----
from=$(date -d '-1 hour' +%Y-%m-%dT%H:%M:%S+08:00)
ends 0 '' absence add chen --from "$from" --until "$(date -d '+30 days' +%Y-%m-%d)" --why leave
tells 'nobody_can_do'
key=$("$comity" absence list --person chen --data office --json | sed -nE 's/.*"key": *"([^"]*)".*/\1/p' | head -1)
ends 0 '' absence end "$key"
tells '(none)'

# ---- the host dies between the record and the look ----
gives 200 GET /people/chen
gives 200 POST /people/chen/end '{}'
crash
serve
tells 'nobody_can_do'
gives 200 GET "/cases/$case/journal"
grep -o '"kind": *"hands"' body | wc -l | grep -qx 5 || fault "not one turn for each that was said" body
stop
ends 0 '' verify
told
