#!/usr/bin/env bash
# assessment.sh COMITY - units assessed by their rates: a period that is over is circulated once, a unit
# appeals through its head, somebody else rules, and after the last day nothing changes any more.
comity=$1
. "$(dirname "$0")/../lib/host.sh"
mkdir -p w/errand w/offices
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", start = "taken", outcomes = { { "done", zh = "已完成", en = "Done" } } }
clock "E-D1" { zh = "答复", en = "Answer", owner = "office", basis = "law: XF 22", within = days(15) }
form "carry" { zh = "办理", en = "Carry", outcome "ok" { zh = "办成", en = "Done" }, outcome "no" { zh = "未成", en = "Not done" } }
stage "taken" { zh = "受理", en = "Taken", function(case)
  case:start_clock("E-D1", { from = case:today() })
  case:task("carry", { to = "clerk" })
  case:stop_clock "E-D1"
  return case:close "done"
end }
rate "on_time" { zh = "按期率", en = "On time", count = { clock = "met", id = "E-D1" }, of = { clock = "due", id = "E-D1" } }
rate "failed" { zh = "未成率", en = "Not carried out", count = { task = "done", name = "carry", outcome = "no" }, of = { task = "done", name = "carry" } }
assessment "units" { zh = "跑腿考评", en = "Assessment", version = "2026-1", basis = "assumed", appeal = workdays(5),
  { rate = "on_time", weight = 30 }, { rate = "failed", weight = 10, better = "low" } }
LUA
printf 'code,parent,kind,zh,en\nC,,county,清源县,Qingyuan county\nT,C,town,柳泉镇,Liuquan town\nU,C,town,青石镇,Qingshi town\n' >w/offices/tree.csv
"$comity" init "$data" --training >said 2>&1 || die "no office"
serve --workflows w

tasks=()
cases() { # cases N OFFICE OUTCOME; without an outcome they stay open
    for _ in $(seq "$1"); do
        gives 201 POST /cases "{\"workflow\":\"errand\",\"office\":\"$2\",\"data\":{}}"
        local id
        id=$(member id)
        gives 200 GET "/tasks?case=$id"
        tasks+=("$(member id)")
        [ -z "${3:-}" ] || gives 200 POST "/tasks/$(member id)/complete" "{\"outcome\":\"$3\",\"data\":{}}"
    done
}
cases 3 T ok
cases 1 T no
cases 1 T # nobody does it: it will be late
cases 2 U ok
month=$(TZ=Asia/Shanghai date +%Y-%m)
ends 1 'is not over' assessment circulate errand.units "$month"
ends 1 'a year, a quarter or a month' assessment circulate errand.units 2026-X1
ends 0 '' clock advance 50cd

ends 1 'declares no such assessment' assessment circulate errand.others "$month"
ends 0 '跑腿考评' assessment circulate errand.units "$month"
says 'circulated'
says '100.0  U 青石镇'
key=errand.units.$month
ends 1 'it is there already' assessment circulate errand.units "$month"
ends 0 "$key" assessment list
gives 200 GET "/assessments/$key"
has '"formula"'
has '"rules":"2026-1"'
has "\"circulated_on\""

# who may
gives 201 POST /tokens '{"name":"li","roles":["clerk"]}'
clerk=$(member token)
gives 403 GET /assessments '' "$clerk"
gives 403 POST /assessments '{"workflow":"errand","name":"units","period":"2020"}' "$clerk"
gives 403 POST "/assessments/$key/appeals" '{"office":"T","rate":"failed","ground":"figures"}' "$clerk"

# an appeal, and a ruling by evidence
ends 1 'no such indicator of that office' assessment appeal "$key" '{"office":"X","rate":"failed","ground":"figures"}'
ends 1 'ground is figures' assessment appeal "$key" '{"office":"T","rate":"failed","ground":"unfair"}'
ends 1 'numbers of cases' assessment appeal "$key" '{"office":"T","rate":"failed","ground":"other","cases":["林秋禾"]}'
ends 0 'appeal 1: T failed, exclusion: not ruled yet' assessment appeal "$key" '{"office":"T","rate":"failed","ground":"exclusion","cases":["2026E000004"]}'
ends 1 'not ruled yet' assessment appeal "$key" '{"office":"T","rate":"failed","ground":"figures"}'
# read by who leads the offices it is about or one of them, not by who only counts, nor elsewhere
for who in 'chen C supervisor 200' 'wang T unit_head 200' 'shu C statistician 404' 'li T clerk 403'; do
    read -r name office role want <<<"$who"
    gives 201 POST /people "{\"key\":\"$name\",\"name\":\"$name\",\"memberships\":[{\"office\":\"$office\",\"role\":\"$role\"}]}"
    gives 201 POST "/people/$name/tokens" '{}'
    gives "$want" GET "/assessments/$key" '' "$(member token)"
done
ends 1 'of, which is no less' assessment rule "$key" '{"appeal":1,"outcome":"upheld","count":5,"of":3}'
ends 0 'appeal 1: T failed, exclusion: upheld' assessment rule "$key" '{"appeal":1,"outcome":"upheld","count":0,"of":3}'
says 'failed                   0/3  100.0'
ends 1 'ruled already' assessment rule "$key" '{"appeal":1,"outcome":"rejected"}'
gives 200 GET "/assessments/$key"
has '"was":{"count":1,"of":4}'

# after five working days nothing changes any more
ends 0 '' clock advance 12cd
ends 0 'frozen' assessment show "$key"
ends 1 'last day for appeals' assessment appeal "$key" '{"office":"T","rate":"on_time","ground":"figures"}'
# what becomes of the cases later is no matter of it
gives 200 POST "/tasks/${tasks[4]}/complete" '{"outcome":"no","data":{}}'
ends 0 'failed                   0/3  100.0' assessment show "$key"
gives 200 POST /verify '{}'
has '"clean":true'
stop
told
