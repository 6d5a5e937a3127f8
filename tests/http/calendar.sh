#!/usr/bin/env bash
# calendar.sh COMITY - working days as people handle them: the vectors of the domain without any host;
# then a host whose calendar is edited: seen first, done as it was seen, moved in every case with the
# reason, also in one that sleeps, and kept through a crash.
comity=$1
. "$(dirname "$0")/../lib/host.sh"
data=

# ---- without a host ----

while read -r start budget office citizen; do
    ends 0 "$start -> $office" calendar due --start "$start" --budget "$budget"
    ends 0 "$start -> $citizen" calendar due --start "$start" --budget "$budget" --owner citizen
done <<'VECTORS'
2026-02-10 5wd 2026-02-24 2026-02-24
2025-09-26 5wd 2025-10-10 2025-10-10
2024-09-27 5wd 2024-10-10 2024-10-10
2026-09-18 2wd 2026-09-21 2026-09-21
2025-01-24 5wd 2025-02-07 2025-02-07
2026-02-10 15cd 2026-02-25 2026-02-25
2025-12-03 60cd 2026-02-01 2026-02-02
2026-08-26 30cd 2026-09-25 2026-09-28
2026-01-20 30cd 2026-02-19 2026-02-24
2024-01-05 30cd 2024-02-04 2024-02-04
VECTORS
ends 0 '2026-02-10T09:30:00+08:00 -> 2026-02-10T11:00:00+08:00' calendar due --start 2026-02-10T09:30 --budget 90min
ends 0 'calendar not loaded: by the weekday rule, provisional' calendar due --start 2031-03-03 --budget 5wd
ends 0 '放假安排未载入' calendar due --start 2031-03-03 --budget 5wd --lang zh
ends 0 '"is_not_loaded": true' calendar due --start 2031-03-03 --budget 5wd --json
ends 0 'public holiday: 春节' calendar explain --start 2026-02-10 --budget 5wd
ends 0 '春节，不计入' calendar explain --start 2026-02-10 --budget 5wd --lang zh
ends 0 'a make-up workday' calendar explain 2026-02-14
ends 0 'years: 2024, 2025, 2026' calendar check
for wrong in 2026-02-30:5wd 2026-02-10:-5wd 2026-02-10:1.5wd 2026-02-10:5 2026-02-10:wd 2026-02-10:5h \
    2026-02-10:99999999999999999999cd 2026-13-01:5wd 2026-02-10T25:00:5h; do
    timeout 20 "$comity" calendar due --start "${wrong%:*}" --budget "${wrong##*:}" >said 2>&1
    [ $? = 1 ] || fault "$wrong was not refused" said
done
ends 1 'owner: it is "office" or "citizen"' calendar due --start 2026-02-10 --budget 5wd --owner nobody
printf 'date,kind,name,source\n2027-01-01,holiday,元旦,x\n2027-01-32,holiday,x,y\n' >wrong.csv
ends 1 'line 3: the date is not one' calendar check wrong.csv

# ---- with one ----

mkdir -p w/errand w/offices
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "taken",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
clock "E-D1" { zh = "答复", en = "Answer", owner = "office", basis = "law: XF 22", within = workdays(40) }
clock "E-D2" { zh = "申请复查", en = "Review", owner = "citizen", basis = "law: XF 35", within = workdays(40) }
form "request" { zh = "申请", en = "Request", text "label" { zh = "标签", en = "Label", plain = true } }
form "carry" { zh = "办理", en = "Carry" }
stage "taken" { zh = "受理", en = "Taken", function(case)
  case:start_clock("E-D1", { from = case:today() })
  case:start_clock("E-D2", { from = case:today() })
  case:task("carry", { to = "clerk" })
  case:stop_clock "E-D1"
  case:stop_clock "E-D2"
  return case:close "done"
end }
LUA
printf 'code,parent,kind,zh,en\nC,,county,清源县,Qingyuan county\nT,C,town,柳泉镇,Liuquan town\nU,C,town,青石镇,Qingshi town\n' >w/offices/tree.csv
"$comity" init office >/dev/null || exit 1
data=office
serve --workflows w
start() { "$comity" case start errand '{}' --office "$1" --json --data office | grep -o '"id": "[^"]*"' | cut -d '"' -f 4; }
due() { # due CASE CLOCK: its due date
    gives 200 GET "/cases/$1/clocks"
    python3 -c 'import json,sys; print(next(c["due"] for c in json.load(open("body"))["items"] if c["id"] == sys.argv[1]))' "$2"
}
town=$(start T)
other=$(start U)
was=$(due "$town" E-D1)
has '"basis":"law: XF 22"'
ends 0 'E-D1  running  office  law: XF 22' case clocks "$town"
# two working days some weeks from now
first=$("$comity" calendar due --start "$(date +%F)" --budget 8wd --json | sed -n 's/.*"due": "\([0-9-]*\)".*/\1/p')
cat >hours.json <<JSON
{"closures": [{"first": "$first", "last": "$first", "why": "flood"}],
 "week": {"mon": [["08:30", "12:00"]], "tue": [["08:30", "12:00"]], "wed": [["08:30", "12:00"]],
          "thu": [["08:30", "12:00"]], "fri": [["08:30", "12:00"], ["13:00", "16:00"]]}}
JSON
printf '{"week": {}}' >none.json
ends 1 'no day of it has any hours' calendar hours T none.json --preview
ends 1 'The active release has no such office' calendar hours X hours.json --preview
ends 64 'Say --why' calendar hours T hours.json
ends 0 '2 clocks of 1 cases would move' calendar hours T hours.json --preview
says "$was"
[ "$(due "$town" E-D1)" = "$was" ] || fault 'a preview moved a clock'
body="{\"office\":\"T\",\"hours\":$(cat hours.json),\"why\":\"flood\",\"preview\":\"0000000000000000\"}"
gives 409 POST /calendars "$body"
has stale_preview
ends 0 '2 clocks of 1 cases have moved' calendar hours T hours.json --why 'flood in the town'
moved() { # moved CASE FROM: its clock has moved, in its own time
    for _ in $(seq 100); do
        [ "$(due "$1" E-D1)" != "$2" ] && return
        sleep 0.1
    done
    fault "the clock of $1 did not move from $2" body
}
moved "$town" "$was"
now=$(due "$town" E-D1)
has recalculated
has 'flood in the town'
[ "$(due "$other" E-D1)" = "$was" ] || fault 'the clock of another office moved'
ends 0 'calendar' case journal "$town"
ends 0 'the office is closed' calendar explain "$first" --office T
says ', flood'
ends 0 'a working day' calendar explain "$first" --office U
gives 200 POST /calendars/due "{\"items\":[{\"start\":\"$(date +%F)\",\"budget\":\"40wd\",\"office\":\"T\"},{\"start\":\"x\",\"budget\":\"1wd\"}]}"
has "\"due\":\"$now\""
has '"error"'
gives 200 POST /verify '{}'
has '"faults":0'

# killed and started again: the calendar is that of the records, new cases count by it
crash
serve --workflows w
[ "$(due "$town" E-D1)" = "$now" ] || fault 'the calendar was lost with the host'
[ "$(due "$(start T)" E-D1)" = "$now" ] || fault 'a new case counts by another calendar'
gives 200 POST /verify '{}'
has '"faults":0'

# taken back: the office's own period follows, a citizen's is never shortened
printf '{}' >none.json
ends 0 '2 clocks of 2 cases have moved' calendar hours T none.json --why 'the water went down'
moved "$town" "$now"
[ "$(due "$town" E-D1)" = "$was" ] || fault 'the office keeps days it has no right to'
[ "$(due "$town" E-D2)" = "$now" ] || fault "the citizen's period was shortened"

# a new list for everybody
cp "$2" list.csv
year=$(($(date +%Y) + 1))
printf '%s-01-01,holiday,元旦,x\n%s-01-04,holiday,元旦,x\n' "$year" "$year" >>list.csv
ends 0 'would move' calendar import list.csv --preview
ends 0 'have moved' calendar import list.csv --why 'the list of the State Council'
ends 0 "$year" calendar check
ends 0 '' task complete "$town/carry" '{}'
gives 200 POST /verify '{}'
has '"faults":0'
told
