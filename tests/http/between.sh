#!/usr/bin/env bash
# between.sh COMITY - cases between offices, each step by the person whose it is: a letter is
# classified, its accusation moves out sealed, the request goes to the unit complained of, up and
# back; a second letter turns out to be the first. The unit looks wherever it may look.
comity=$1
. "$(dirname "$0")/../lib/host.sh"

mkdir -p w/petition w/offices
cat >w/petition/workflow.lua <<'LUA'
workflow "petition" { zh = "信访", en = "Petition", code = "V", intake = "letter", start = "classifying",
  starts = { "XF-D1" }, subject = "demands/unit", kept_out = "demands/staff", people = { petitioner = "sender" },
  outcomes = { { "done", zh = "办结", en = "Done" }, { "moved", zh = "转出", en = "Moved" } } }
clock "XF-D1" { zh = "转送", en = "Transfer", owner = "office", basis = "law: XF 22", within = days(15) }
clock "XF-D4" { zh = "异议", en = "Objection", owner = "office", basis = "law: XF 23", within = workdays(5) }
form "letter" { zh = "来信", en = "Letter",
  people "sender" { zh = "信访人", en = "Sender" },
  rows "demands" { zh = "诉求", en = "Demands",
    text "what" { zh = "内容", en = "What" },
    people "staff" { zh = "被反映人员", en = "Staff it names" },
    text "unit" { zh = "被反映单位", en = "Unit", plain = true } } }
form "classify" { zh = "分类", en = "Classify",
  outcome "keep" { zh = "求决", en = "Request" },
  outcome "accuse" { zh = "检举", en = "Accusation" } }
form "transfer" { zh = "转送", en = "Transfer",
  outcome "receive" { zh = "收件", en = "Receive" },
  outcome "object" { zh = "异议", en = "Object", needs = { "why" } },
  text "why" { zh = "理由", en = "Why", plain = true } }
form "handle" { zh = "办理", en = "Handle", text "opinion" { zh = "意见", en = "Opinion", plain = true } }
form "more" { zh = "补充", en = "More", text "add" { zh = "补充", en = "Added", plain = true } }
signal "supplement" { zh = "补充材料", en = "More material", from = { "intake_clerk", "unit_clerk" }, form = "more" }
stage "classifying" { zh = "分类", en = "Classifying", next = { "transferring", "accusation" }, function(case)
  local kept
  for _, answer in ipairs(case:task_each("classify", case.data.demands, { to = "intake_clerk" })) do
    if answer.outcome == "accuse" then
      case:split({ answer.row }, { start = "accusation", as = "sealed_part", sealed = true, office = "D" })
    else kept = answer.row end
  end
  if kept then return "transferring" end
  case:stop_clock "XF-D1"
  return case:close "moved"
end }
stage "transferring" { zh = "转送", en = "Transferring", next = { "handling" }, function(case)
  case:handoff("transfer", { office = "T", to = "unit_clerk", expires = "XF-D4" })
  return "handling"
end }
stage "handling" { zh = "办理", en = "Handling", function(case)
  case:first {
    handled = function() return case:task("handle", { to = "unit_clerk" }) end,
    more    = function() while true do case:set { added = case:await("supplement").add } end end,
  }
  case:stop_clock "XF-D1"
  return case:close "done"
end }
stage "accusation" { zh = "检举", en = "Accusation", function(case)
  case:task("handle", { to = "sealed" })
  return case:close "done"
end }
LUA
cat >w/offices/tree.csv <<'CSV'
code,parent,kind,zh,en,level,area,review_body,sealed_route,successor
C,,county,清源县,Qingyuan county,2,370102,,D,
P,C,department,信访局,Petition office,2,,,,
D,C,committee,纪委监委,Discipline inspection,2,,,,
T,C,town,柳泉镇,Liuquan town,3,370102003,,,
CSV
data= ends 0 '' init office
serve --workflows w

# person KEY MEMBERSHIPS: and a token, in the variable of that name.
person() {
    gives 201 POST /people "{\"key\":\"$1\",\"name\":\"$1\",\"memberships\":$2}"
    gives 201 POST "/people/$1/tokens" '{"label":"desk"}'
    declare -g "$1=$(member token)"
}
person intake '[{"office":"P","role":"intake_clerk"},{"office":"P","role":"dispatcher"}]'
person unit '[{"office":"T","role":"unit_clerk"},{"office":"T","role":"intake_clerk"},{"office":"T","role":"sealed"}]'
person disc '[{"office":"D","role":"sealed"}]'
person boss '[{"office":"C","role":"supervisor"}]'

# complete TOKEN CASE FORM OUTCOME [DATA]: the first open task of that form.
complete() {
    gives 200 GET "/tasks?case=$2&form=$3&status=open" '' "$1"
    local task
    task=$(member id)
    gives 200 POST "/tasks/$task/complete" "{\"outcome\":$4,\"data\":${5:-{\}}}" "$1"
}
letter() { # letter DEMANDS: its id in `case`
    gives 201 POST /cases "{\"workflow\":\"petition\",\"office\":\"P\",\"data\":{\"sender\":{\"name\":\"赵甲\",\"phone\":\"13800138000\"},\"demands\":$1}}" "$intake"
    case=$(member id)
    numbered=$(member number)
}

# ---- a letter of two demands: one accuses the town ----
letter '[{"what":"请求修路"},{"what":"canary-accusation","unit":"T"}]'
origin=$case number=$numbered
gives 404 GET "/tasks/00000000000000000000000000" '' "$unit"
complete "$intake" "$origin" classify '"keep"'
complete "$intake" "$origin" classify '"accuse"'
gives 200 GET "/cases/$origin" '' "$intake"
has '"stage":"transferring"'
has 请求修路
gives 200 GET "/cases/$origin" '' "$boss" # who watches over cases sees how they stand, not people
has '"stage":"transferring"'
has_not 请求修路

# the sealed part: of the discipline committee, which alone sees it
gives 200 GET /cases '' "$disc"
has '"number":"S'
sealed=$(grep -oE '"id":"[^"]*"[^}]*"number":"S[^"]*"' body | sed -E 's/^"id":"([^"]*)".*/\1/')
sealed_number=$(grep -oE 'S20[0-9]*V[0-9]*' body | head -1)
gives 200 GET "/cases/$sealed" '' "$disc"
has '"office":"D"'
has canary-accusation
gives 200 GET "/tasks?case=$sealed" '' "$disc"
sealed_task=$(member id)

# ---- the town receives the request ----
gives 200 GET "/tasks?status=open&form=transfer" '' "$unit"
complete "$unit" "$origin" transfer '"receive"'
gives 200 GET "/cases/$origin" '' "$unit"
has '"office":"T"'
has "\"number\":\"$number\""
has '"from":"P"'
has_not canary-accusation
has 请求修路
gives 200 GET "/cases/$origin" '' "$intake" # it is the town's now
has_not 请求修路

# wherever it looks, with the role of the cleared in its own office too: nothing
nothing() {
    for trace in "$sealed" "$sealed_number" canary-accusation seal split accus demands/2 '"kept"'; do
        has_not "$trace"
    done
}
for path in "/cases/$origin" "/cases/$origin/journal" "/cases?limit=200" "/tasks?limit=200" \
    "/tasks?case=$origin" "/tasks?status=done" "/incidents?status=all" "/cases?number=$sealed_number"; do
    gives 200 GET "$path" '' "$unit"
    nothing
done
curl -sS --max-time 2 -H "Authorization: Bearer $unit" "$base/api/v1/events?after=0" >body 2>/dev/null
grep -q '^id: ' body || fault 'no event came to the unit' body
has_not "$sealed"
has_not '"row":"demands/2"'
has_not started
for what in "/cases/$sealed" "/cases/$sealed/journal" "/tasks/$sealed_task"; do
    gives 404 GET "$what" '' "$unit"
    sed 's/"instance":[^,]*,//' body >known
    gives 404 GET "$(sed -E 's#/[0-9a-z]{26}#/00000000000000000000000000#' <<<"$what")" '' "$unit"
    sed 's/"instance":[^,]*,//' body | cmp -s known - || fault "$what answers otherwise than an unknown one" known
done
gives 404 POST "/cases/$sealed/signals/supplement" '{"data":{}}' "$unit"
gives 404 POST "/cases/$sealed/merge" "{\"into\":\"$number\",\"reason\":\"x\"}" "$unit"
gives 404 POST "/cases/$sealed/custody" '{"to":"parent","reason":"x"}' "$unit"
gives 400 POST "/cases/$sealed/merge" '{"into":"x","to":"parent","reason":"x"}' "$unit"
gives 404 POST "/cases/$sealed/unmerge" '{"reason":"x"}' "$unit"
gives 404 POST "/tasks/$sealed_task/claim" '' "$unit"
gives 404 POST "/cases/$origin/merge" "{\"into\":\"$sealed_number\",\"reason\":\"x\"}" "$unit"
gives 404 POST "/cases/$origin/merge" "{\"into\":\"$sealed\",\"reason\":\"x\"}" "$unit"
gives 200 GET "/cases/$origin/journal" '' "$disc"

# ---- up, and back ----
gives 403 POST "/cases/$origin/custody" '{"to":"parent","reason":"late"}' "$unit"
gives 200 POST "/cases/$origin/custody" '{"to":"parent","reason":"late"}' "$boss"
has '"holder":"C"'
gives 400 POST "/cases/$origin/custody" '{"to":"nowhere","reason":"x"}' "$boss"
crash
serve
gives 200 POST "/cases/$origin/custody" '{"to":"back","reason":"settled"}' "$boss"
has '"holder":"T"'
gives 200 GET "/cases/$origin" '' "$unit"
has '"given_back"'
has "\"number\":\"$number\""

# comes CASE TEXT [TOKEN]: what two cases agree on by messages is there a moment later.
comes() {
    for _ in $(seq 200); do
        gives 200 GET "/cases/$1" '' "${3:-$token}"
        grep -qF -- "$2" body && return
        sleep 0.05
    done
    fault "the case $1 never came to have: $2" body
}

# ---- a second letter that is the first ----
letter '[{"what":"还是修路"}]'
twin=$case
gives 403 POST "/cases/$twin/merge" "{\"into\":\"$number\",\"reason\":\"x\"}" "$disc"
gives 200 POST "/cases/$twin/merge" "{\"into\":\"$number\",\"reason\":\"同一事项\"}" "$intake"
comes "$twin" '"merged_into":{' "$intake"
has '"outcome":"merged_into"'
gives 200 POST "/cases/$twin/signals/supplement" '{"data":{"add":"补充照片"}}' "$intake"
comes "$origin" '补充照片' "$unit"
has "\"case\":\"$twin\""
gives 409 POST "/cases/$twin/unmerge" '{"reason":"x"}' "$intake"
letter '[{"what":"又是修路"}]'
ends 0 "$case" case merge "$case" "$number" --reason 同一事项
comes "$case" '"merged_into":{'
ends 0 '' case unmerge "$case" --reason 另一条路
comes "$case" '"status":"open"'
ends 0 'holder: C' case raise "$origin" --reason 逾期
ends 0 'holder: T' case back "$origin" --reason 已办
ends 64 'Say why' case raise "$origin"

# ---- an official whom a letter names keeps out of it, by his number; a colleague does not ----
gives 201 POST /people '{"key":"qian","name":"钱乙","phone":"13800010009","memberships":[{"office":"T","role":"unit_clerk"}]}'
gives 201 POST /people/qian/tokens '{"label":"desk"}'
qian=$(member token)
letter '[{"what":"办事推诿","staff":{"name":"钱乙","phone":"13800010009"}}]'
named=$case
complete "$intake" "$named" classify '"keep"'
gives 200 GET "/tasks?case=$named&form=transfer&status=open" '' "$unit"
task=$(member id)
gives 403 POST "/tasks/$task/complete" '{"outcome":"receive"}' "$qian"
has '"recused"'
complete "$unit" "$named" transfer '"receive"'
gives 200 GET "/tasks?case=$named&form=handle&status=open" '' "$unit"
task=$(member id)
gives 403 POST "/tasks/$task/claim" '{}' "$qian"
has '"recused"'
gives 200 POST "/tasks/$task/claim" '{}' "$unit"

gives 200 POST /verify
has '"faults":0'
# the whole journal is for the cleared, whoever administers the host; until there are people there
# is nobody else. Here a token has the role.
gives 404 GET "/cases/$sealed/export"
gives 403 GET "/cases/$origin/export"
gives 201 POST /tokens '{"name":"keeper","roles":["admin","sealed"]}'
member token >keeper.token
for one in "$origin" "$twin" "$sealed"; do
    data= timeout 60 "$comity" case export "$one" --host "$base" --token-file keeper.token >"$one.case" 2>said || fault "export of $one" said
    data= ends 0 '' verify "$one.case"
    data= ends 0 '' case replay "$one.case"
done
! grep -q canary-accusation ./*.case || fault 'an exported file holds what was said'
stop
ends 0 '' verify
told
