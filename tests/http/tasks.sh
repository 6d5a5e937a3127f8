#!/usr/bin/env bash
# tasks.sh COMITY - a day of work in a town: who sees what, who takes it, who passes it on, who must
# agree, and that nothing entered is lost. Each person acts by a token of their own.
comity=$1
. "$(dirname "$0")/../lib/host.sh"

mkdir -p w/errand w/offices
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "taken",
  people = { requester = "who" }, outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request",
  people "who" { zh = "申请人", en = "Who asks" }, text "wish" { zh = "诉求", en = "Wish" } }
form "decide" { zh = "决定", en = "Decide",
  outcome "yes" { zh = "是", en = "Yes" }, outcome "no" { zh = "否", en = "No", needs = { "reason" } },
  text "reason" { zh = "理由", en = "Reason", max = 200 } }
form "carry" { zh = "办理", en = "Carry", text "label" { zh = "标签", en = "Label", plain = true } }
stage "taken" { zh = "受理", en = "Taken", function(case)
  local said = case:task("decide", { to = "mediator", approve = "unit_head", show = { "who", "wish" } })
  case:task("carry", { to = "mediator", except = said.by, priority = "high" })
  return case:close "done"
end }
LUA
cat >w/offices/tree.csv <<'CSV'
code,parent,kind,zh,en,level,area,review_body,sealed_route,successor
C,,county,清源县,Qingyuan county,2,370102,,,
T,C,town,柳泉镇,Liuquan town,3,370102003,,,
U,C,town,青石镇,Qingshi town,3,370102004,,,
CSV
data= ends 0 '' init office
serve --workflows w

person() {
    gives 201 POST /people "{\"key\":\"$1\",\"name\":\"$2\",\"memberships\":$3}"
    gives 201 POST "/people/$1/tokens" '{"label":"desk"}'
    declare -g "$1=$(member token)"
}
person wang 王明 '[{"office":"T","role":"mediator"}]'
person li 李强 '[{"office":"T","role":"mediator"}]'
person chen 陈红 '[{"office":"T","role":"unit_head"},{"office":"T","role":"mediator"}]'
person sun 孙立 '[{"office":"U","role":"mediator"}]'

start() {
    gives 201 POST /cases '{"workflow":"errand","office":"T","data":{"who":{"name":"周桂兰","phone":"13912345678"},"wish":"墙要倒了"}}'
    case=$(member id)
    gives 200 GET "/tasks?case=$case&status=open"
    task=$(member id)
}
# count LIST TOKEN: how many tasks that list has.
count() {
    gives 200 GET "/tasks?list=$1" '' "$2"
    grep -o '"form"' body | wc -l
}
expect() { [ "$1" = "$2" ] || fault "$3: $1, not $2"; }

# ---- group tasks and mine do not mix ----
start
expect "$(count group "$wang")" 1 "wang's group"
expect "$(count mine "$wang")" 0 "wang's own"
expect "$(count group "$sun")" 0 "the group of another town"
gives 200 GET "/tasks/$task" '' "$wang"
has '"asks"'
has_not 周桂兰 # a candidate sees nothing of the citizen before the claim
gives 409 POST "/tasks/$task/claim" '{"version":7}' "$wang"
gives 200 POST "/tasks/$task/claim" '{"version":0}' "$wang"
gives 409 POST "/tasks/$task/claim" '{}' "$li"
has '"claimed_by_other"'
expect "$(count group "$li")" 0 "li's group after the claim"
expect "$(count mine "$wang")" 1 "wang's own after the claim"
gives 200 GET "/tasks/$task" '' "$wang"
has 周桂兰
has 墙要倒了
gives 200 GET "/tasks/$task" '' "$li"
has_not 周桂兰
gives 403 GET "/tasks?list=office&office=T" '' "$wang"
gives 200 GET "/tasks?list=office&office=T" '' "$chen"
has "$task"
gives 400 GET "/tasks?list=everything" '' "$wang"
gives 400 GET "/tasks?list=mine&status=open" '' "$wang"
gives 200 GET /tasks/counts '' "$wang"
has '"mine":1'
has '"group":0'

# ---- drafts: nothing entered is lost ----
gives 404 GET "/tasks/$task/draft" '' "$wang"
gives 200 PUT "/tasks/$task/draft" '{"outcome":"no","data":{"reason":"墙没有裂缝"},"version":0}' "$wang"
gives 409 PUT "/tasks/$task/draft" '{"data":{},"version":0}' "$wang"
has '"stale_version"'
gives 200 GET "/tasks/$task/draft" '' "$wang"
has 墙没有裂缝
gives 404 GET "/tasks/$task/draft" '' "$chen"
grep -rlaF 墙没有裂缝 office/comity.db* && fault "a draft lies open on the disk"
gives 200 DELETE "/tasks/$task/draft" '' "$wang"
gives 404 GET "/tasks/$task/draft" '' "$wang"

# ---- a stale page gets 409 with what changed, and what was entered is kept ----
gives 200 POST "/tasks/$task/mark" '{"priority":"urgent"}' "$chen"
gives 409 POST "/tasks/$task/complete" '{"outcome":"no","data":{"reason":"写了半小时"},"version":1}' "$wang"
for part in '"stale_version"' '"changes"' '"marked"' '"urgent"' '"draft_kept":true'; do has "$part"; done
gives 200 GET "/tasks/$task/draft" '' "$wang"
has 写了半小时
gives 409 POST "/tasks/$task/complete" '{"outcome":"yes"}' "$wang" -H 'If-Match: "1"'
gives 400 POST "/tasks/$task/complete" '{"outcome":"yes"}' "$wang" -H 'If-Match: soon'

# ---- delegate: back for a last look; then a second person ----
gives 200 POST "/tasks/$task/delegate" '{"person":"li","reason":"你去看看"}' "$wang"
gives 403 POST "/tasks/$task/delegate" '{"person":"sun"}' "$wang"
expect "$(count mine "$li")" 1 "li's own after it was delegated"
gives 409 POST "/tasks/$task/delegate" '{"person":"sun"}' "$li"
has '"not_a_candidate"'
gives 200 POST "/tasks/$task/complete" '{"outcome":"yes"}' "$li"
has '"look"'
gives 403 POST "/tasks/$task/complete" '{"outcome":"agree"}' "$chen"
gives 200 POST "/tasks/$task/complete" '{"outcome":"agree"}' "$wang"
has '"approval"'
expect "$(count group "$chen")" 1 "what waits for chen's agreement"
expect "$(count group "$li")" 0 "li's group while his answer waits"
gives 403 POST "/tasks/$task/complete" '{"outcome":"agree"}' "$li"
crash
serve --workflows w
gives 422 POST "/tasks/$task/complete" '{"outcome":"refuse"}' "$chen"
gives 200 POST "/tasks/$task/complete" '{"outcome":"refuse","data":{"reason":"请先问邻居"}}' "$chen"
gives 200 GET "/tasks/$task" '' "$li"
has 请先问邻居
gives 200 POST "/tasks/$task/complete" '{"outcome":"yes"}' "$li"
gives 200 POST "/tasks/$task/complete" '{"outcome":"agree"}' "$wang"
gives 200 POST "/tasks/$task/complete" '{"outcome":"agree"}' "$chen"
has '"done"'
gives 200 GET "/cases/$case/journal"
has '"task_delegated"'
has_not 请先问邻居

# ---- `except` is who answered ----
gives 200 GET "/tasks?case=$case&status=open"
carry=$(member id)
expect "$(count group "$li")" 0 "li's group, of which he answered the first"
gives 403 POST "/tasks/$carry/claim" '{}' "$li"
gives 403 POST "/tasks/$carry/assign" '{"person":"li"}' "$chen"
gives 409 POST "/tasks/$carry/assign" '{"person":"sun"}' "$chen"
gives 422 POST "/tasks/$carry/assign" '{"person":"nobody"}' "$chen"
gives 403 POST "/tasks/$carry/assign" '{"person":"wang"}' "$wang"
gives 200 POST "/tasks/$carry/assign" '{"person":"wang"}' "$chen"
# who gets it is told: now, or when the office opens
gives 200 GET "/cases/$case/journal"
has '"told":{'
gives 200 POST "/tasks/$carry/mark" '{"follow_up":"2020-01-01"}' "$wang"
expect "$(count follow_up "$wang")" 1 "what wang wanted to see again"
gives 200 POST "/tasks/$carry/mark" '{"follow_up":"none"}' "$wang"
expect "$(count follow_up "$wang")" 0 "what wang wanted to see again, taken back"

# ---- the work of an absent colleague: covered, and given away in one act ----
for _ in 1 2 3; do
    start
    gives 200 POST "/tasks/$task/claim" '{}' "$wang"
done
echo "$wang" >wang.token
ends 1 moved task reassign --from wang --to sun --reason 病假
has_not moved
says not_a_candidate
ends 0 'moved' task reassign --from wang --to chen --reason 病假
says 4
expect "$(count mine "$wang")" 0 "wang's own after all was given away"
expect "$(count mine "$chen")" 4 "chen's own"

# ---- the command line ----
start
echo "$li" >li.token
ends 0 decide task list --list group --token-file li.token
ends 0 claimed task claim "$task" --token-file li.token
ends 1 'has changed' task claim "$task" --at-version 0 --token-file li.token
ends 0 version task draft "$task" '{"reason":"草稿"}' --outcome no --token-file li.token
ends 0 草稿 task draft "$task" --token-file li.token
ends 0 version task draft "$task" --drop --token-file li.token
ends 0 2026-02-10 task mark "$task" --follow-up 2026-02-10 --token-file li.token
ends 0 'assignee' task delegate "$task" chen --for-good --token-file li.token
ends 0 mine task counts --token-file li.token
ends 0 复核 help task

# ---- who is erased leaves no draft behind: nobody knows of whom it speaks ----
draft() {
    start
    gives 200 POST "/tasks/$task/claim" '{}' "$li"
    gives 200 PUT "/tasks/$task/draft" '{"data":{"reason":"墙裂了"}}' "$li"
}
draft
other=$task
draft
gives 200 GET "/cases/$case?personal=true"
erased=$(grep -oE '"person":"[0-9a-z]{26}"' body | head -1 | cut -d'"' -f4)
gives 200 POST "/cases/$case/people/$erased/erase"
gives 404 GET "/tasks/$task/draft" '' "$li"
gives 200 GET "/cases/$case/journal"
has '"drafts":1'
gives 409 PUT "/tasks/$task/draft" '{"data":{"reason":"墙裂了"},"version":1}' "$li"
gives 200 PUT "/tasks/$task/draft" '{"data":{}}' "$li" # what comes after begins anew
gives 200 GET "/tasks/$other/draft" '' "$li" # of another case
has 墙裂了
stop
ends 0 '' verify
told
