#!/usr/bin/env bash
# dispatch.sh COMITY - places for volunteers, as they and their organiser see them: what is open to
# whom, what only a holder is shown, who is missing; and an alarm.
comity=$1
. "$(dirname "$0")/../lib/host.sh"

mkdir -p w/errand w/offices
start_at=$(date -u -d '+20 hours' '+%Y-%m-%dT%H:00:00+00:00')
end_at=$(date -u -d '+23 hours' '+%Y-%m-%dT%H:00:00+00:00')
soon_at=$(date -u -d '+1 hours' '+%Y-%m-%dT%H:00:00+00:00')
late_at=$(date -u -d '+4 hours' '+%Y-%m-%dT%H:00:00+00:00')
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "inviting",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request",
  address "where" { zh = "地址", en = "Where" }, text "door" { zh = "门禁", en = "Door code" },
  choice "risk" { zh = "风险", en = "Risk", { "low", zh = "低", en = "Low" }, { "high", zh = "高", en = "High" } },
  time "starts" { zh = "始", en = "Starts", required = true }, time "ends" { zh = "止", en = "Ends", required = true } }
clock "E-D1" { zh = "到岗", en = "Come", owner = "office", basis = "assumed", within = minutes(30) }
stage "inviting" { zh = "派单", en = "Inviting", next = { "serving" }, function(case)
  case:dispatch("helpers", { need = 2, starts = case.data.starts, ends = case.data.ends, risk = case.data.risk,
    skills = { "first_aid" }, waves = { { to = "village", lasts = hours(2) }, { to = "county", lasts = hours(9) } },
    show = { "where", "door" }, waitlist = 1, no_show = "E-D1", swap = "consent" })
  return "serving"
end }
stage "serving" { zh = "服务", en = "Serving", next = { "alarming" }, function(case)
  case:attend "helpers"
  return "alarming"
end }
stage "alarming" { zh = "告警", en = "Alarming", function(case)
  case:dispatch("rescue", { levels = { { to = "organiser", acknowledge = minutes(3) }, { to = "clerk" } } })
  case:attend "rescue"
  return case:close "done"
end }
LUA
cat >w/offices/tree.csv <<'CSV'
code,parent,kind,zh,en,level,area,review_body,sealed_route,successor
C,,county,清源县,Qingyuan county,2,370102,,,
T,C,town,柳泉镇,Liuquan town,3,370102003,,,
V,T,village,石桥村,Shiqiao village,4,370102003001,,,
U,C,town,青石镇,Qingshi town,3,370102004,,,
CSV
data= ends 0 '' init office
serve --workflows w

# person KEY MEMBERSHIPS [MORE]: and a token, in the variable of that name.
person() {
    gives 201 POST /people "{\"key\":\"$1\",\"name\":\"$1\",\"memberships\":$2${3:-}}"
    gives 201 POST "/people/$1/tokens" '{"label":"phone"}'
    declare -g "$1=$(member token)"
}
aid=',"skills":["first_aid"]'
person lead '[{"office":"V","role":"organiser"}]'
person an '[{"office":"V","role":"volunteer"},{"office":"V","role":"adult"}]' "$aid"
person bo '[{"office":"V","role":"volunteer"},{"office":"V","role":"adult"},{"office":"V","role":"insured"}]' "$aid"
person ci '[{"office":"V","role":"volunteer"},{"office":"V","role":"adult"}]' "$aid"
person far '[{"office":"U","role":"volunteer"},{"office":"U","role":"adult"}]' "$aid"
person unskilled '[{"office":"V","role":"volunteer"}]'
person child '[{"office":"V","role":"volunteer"}]' "$aid"
person clerk '[{"office":"V","role":"clerk"}]'
# somebody who can be asked on no hour of these days
person busy '[{"office":"V","role":"volunteer"}]' "$aid"',"hours":[{"days":['$(date -d '+4 days' +%u)'],"from":"03:00","until":"03:01"}]'

# begin RISK STARTS ENDS: a case, and the id of its dispatch.
begin() {
    gives 201 POST /cases "{\"workflow\":\"errand\",\"office\":\"V\",\"data\":{\"risk\":\"$1\",\"where\":{\"text\":\"canary road 7\"},\"door\":\"canary 4711\",\"starts\":\"$2\",\"ends\":\"$3\"}}"
    case=$(member id)
    helpers=$case-helpers
}
begin low "$start_at" "$end_at"

# ---- what is open to me is what I can give ----
gives 200 GET /dispatches '' "$an"
has "$helpers"
has '"need":2'
has_not canary
for who in far unskilled busy clerk; do
    gives 200 GET /dispatches '' "${!who}"
    has_not "$helpers"
done
gives 200 GET "/dispatches?skill=cooking" '' "$an"
has_not "$helpers"
gives 200 GET "/dispatches?area=T" '' "$an"
has "$helpers"
gives 200 GET "/dispatches?area=U" '' "$an"
has_not "$helpers"
gives 404 GET "/dispatches/$helpers" '' "$far"

# ---- claims: for oneself; who is not to have one is told why ----
gives 403 POST "/dispatches/$helpers/claim" '{}' "$far"
has '"not_asked"'
gives 403 POST "/dispatches/$helpers/claim" '{}' "$unskilled"
has '"skills_missing"'
gives 200 POST "/dispatches/$helpers/claim" '{}' "$an" -H 'Idempotency-Key: k1'
has '"status":"held"'
place=$(member place)
gives 200 POST "/dispatches/$helpers/claim" '{}' "$an" -H 'Idempotency-Key: k1'
has "\"place\":\"$place\""
gives 409 POST "/dispatches/$helpers/claim" '{}' "$an"
has '"held_already"'
for act in assign give order; do gives 404 POST "/dispatches/$helpers/$act" '{"person":"bo"}'; done
gives 400 POST "/dispatches/$helpers/claim" '{"person":"bo"}' "$lead"
gives 200 POST "/dispatches/$helpers/claim" '{}' "$bo"
bo_place=$(member place)
gives 200 POST "/dispatches/$helpers/claim" '{}' "$ci"
has '"status":"waiting"'
has '"line":1'
gives 409 POST "/dispatches/$helpers/claim" '{}' "$ci"
has 'you are 1st on the waiting list'
gives 409 POST "/dispatches/$helpers/claim" '{}' "$busy"
has 'the waiting list is full'

# ---- details are for holders, and each look is recorded ----
gives 200 GET "/dispatches/$helpers" '' "$an"
has 'canary road 7'
has 'canary 4711'
has_not '"code"'
gives 200 GET "/dispatches/$helpers" '' "$ci"
has_not canary
gives 403 POST "/dispatches/$helpers/leave" "{\"place\":\"$place\"}" "$lead"
has '"not_yours"'
gives 200 POST "/dispatches/$helpers/leave" '{}' "$an"
gives 200 GET "/dispatches/$helpers" '' "$an"
has_not canary
gives 200 GET "/dispatches/$helpers" '' "$ci" # who waited has the place now
has 'canary road 7'

# ---- a board of who is missing; check-in by code or by who leads; risk ----
begin high "$soon_at" "$late_at"
gives 403 POST "/dispatches/$helpers/claim" '{}' "$child"
has '"adults_only"'
gives 200 POST "/dispatches/$helpers/claim" '{}' "$an"
place=$(member place)
gives 200 POST "/dispatches/$helpers/claim" '{}' "$bo"
gives 200 GET "/dispatches/$helpers" '' "$lead"
code=$(member code)
[ ${#code} = 6 ] || fault "no code for who leads" body
gives 403 POST "/dispatches/$helpers/checkin" '{"code":"abc"}' "$bo"
has '"wrong_code"'
gives 200 POST "/dispatches/$helpers/checkin" "{\"code\":\"$code\"}" "$bo"
gives 409 POST "/dispatches/$helpers/checkin" "{\"code\":\"$code\"}" "$an"
has '"not_insured"'
gives 200 GET "/dispatches/$helpers" '' "$lead"
has '"status":"present"'
has '"status":"held"' # an is missing
gives 200 POST "/dispatches/$helpers/insure" "{\"place\":\"$place\"}" "$lead"
gives 200 POST "/dispatches/$helpers/checkin" "{\"place\":\"$place\"}" "$lead"
gives 200 POST "/dispatches/$helpers/checkout" '{"note":"canary: the pump sticks"}' "$bo"
gives 200 POST "/dispatches/$helpers/checkout" "{\"place\":\"$place\",\"minutes\":95}" "$lead"
has '"minutes":90'
gives 200 POST "/dispatches/$helpers/rate" '{"rating":5}' "$an"
gives 200 GET "/cases/$case"
has '"stage":"alarming"'
has '"minutes":90'
gives 200 GET "/cases/$case/journal"
has_not canary

# ---- the alarm, by the command line; it does not wait for the morning ----
gives 200 GET /notices '' "$lead"
has '"unit_alerted"'
ends 0 alerted dispatch show "$case-rescue"
ends 0 acknowledged dispatch acknowledge "$case-rescue"
ends 0 done dispatch result "$case-rescue" '{"result":"freed"}'
gives 200 GET "/cases/$case"
has '"status":"closed"'
gives 200 POST /verify '{}'
has '"faults":0'
told
