#!/usr/bin/env bash
# report.sh COMITY - figures about the work as a statistician asks for them: by office, month and type,
# as a table, JSON, CSV and a sheet that openpyxl opens; small numbers hidden, also from who compares
# two reports; made again from the journals, and made anew when what was kept is lost or spoilt.
comity=$1
. "$(dirname "$0")/../lib/host.sh"
mkdir -p w/errand w/offices
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "taken", type = "kind",
  outcomes = { { "done", zh = "已完成", en = "Done" }, { "dropped", zh = "作罢", en = "Dropped" } } }
clock "E-D1" { zh = "答复", en = "Answer", owner = "office", basis = "law: XF 22", within = days(15) }
form "request" { zh = "申请", en = "Request",
  choice "kind" { zh = "类别", en = "Kind", { "water", zh = "用水", en = "Water" }, { "road", zh = "道路", en = "Road" } } }
form "carry" { zh = "办理", en = "Carry", outcome "ok" { zh = "办成", en = "Done" }, outcome "no" { zh = "未成", en = "Not done" } }
stage "taken" { zh = "受理", en = "Taken", function(case)
  case:start_clock("E-D1", { from = case:today() })
  local answer = case:task("carry", { to = "clerk" })
  case:stop_clock "E-D1"
  if answer.outcome == "no" then return case:close "dropped" end
  return case:close "done"
end }
rate "on_time" { zh = "按期率", en = "On time", count = { clock = "met", id = "E-D1" }, of = { clock = "due", id = "E-D1" } }
rate "carried" { zh = "办成率", en = "Carried out", count = { task = "done", name = "carry", outcome = "ok" }, of = { task = "done", name = "carry" } }
rate "received" { zh = "受理数", en = "Received", count = { case = "started" } }
rate "speed" { zh = "办理用时", en = "Time taken", count = { case = "closed" }, measure = "median" }
LUA
printf 'code,parent,kind,zh,en\nC,,county,清源县,Qingyuan county\nT,C,town,柳泉镇,Liuquan town\nU,C,town,青石镇,Qingshi town\n' >w/offices/tree.csv
"$comity" init "$data" >said 2>&1 || die "no office"
serve --workflows w

# cases N OFFICE KIND OUTCOME: so many, each carried out at once.
cases() {
    for _ in $(seq "$1"); do
        gives 201 POST /cases "{\"workflow\":\"errand\",\"office\":\"$2\",\"data\":{\"kind\":\"$3\"}}"
        local id task
        id=$(member id)
        gives 200 GET "/tasks?case=$id"
        task=$(member id)
        gives 200 POST "/tasks/$task/complete" "{\"outcome\":\"$4\",\"data\":{}}"
    done
}
cases 8 T water ok
cases 2 T road ok
cases 5 T road no
cases 1 U water ok
cases 6 C road ok
year=$(TZ=Asia/Shanghai date +%Y)

# what there is
ends 0 'errand.on_time  按期率' report list
ends 0 'errand.carried  Carried out' report list --lang en
gives 200 GET /reports
has '"formula"'
ends 1 'no such workflow' report nothing
ends 1 'no such rate' report errand.nothing
ends 1 'no such office' report errand --office X
ends 1 'whole months' report errand --from "$year-01-02"
ends 1 'by is office, month or type' report errand --by person

# figures(NAME, WHERE): count/of figure of one row of the last JSON report
figures() {
    python3 - "$1" "$2" <<'PY'
import json, sys
report = json.load(open("body"))
where = dict(pair.split("=") for pair in sys.argv[2].split())
for row in report["rows"]:
    if row["rate"] == sys.argv[1] and all(str(row.get(key, "")) == value for key, value in where.items()):
        print("*" if row.get("is_hidden") else "%s/%s %s" % (row.get("count"), row.get("of"), row.get("figure")))
        break
else:
    print("none")
PY
}
is() { # is TEXT RATE WHERE
    local got
    got=$(figures "$2" "$3")
    [ "$got" = "$1" ] || fault "$2 $3 is $got, not $1" body
}

# who leads sees all
gives 200 GET "/reports/errand?by=office,type"
is '22/22 100.0' on_time is_total=True
is '17/22 77.3' carried is_total=True
is '22/None 22' received is_total=True
is '8/8 100.0' carried 'office=T type=water'
is '2/7 28.6' carried 'office=T type=road'
is '1/1 100.0' carried 'office=U type=water'
is '6/6 100.0' carried 'office=C is_own=True type=road'
gives 200 GET "/reports/errand?by=office&office=T"
is '15/None 15' received is_total=True
is none received office=U
gives 200 GET "/reports/errand.received?by=month"
is '22/None 22' received is_total=True
has "\"month\":\"$(TZ=Asia/Shanghai date +%Y-%m)\""

# a statistician sees what is not small, and nobody else sees anything
gives 201 POST /tokens '{"name":"shu","roles":["statistician"]}'
counts=$(member token)
gives 201 POST /tokens '{"name":"li","roles":["clerk"]}'
clerk=$(member token)
gives 403 GET /reports/errand '' "$clerk"
gives 200 GET "/reports/errand?by=office,type" '' "$counts"
is '22/22 100.0' on_time is_total=True
is '*' on_time 'office=U type=water'
is '*' carried 'office=T type=road'
gives 200 GET "/reports/errand?by=office" '' "$counts"
is '*' received office=U
python3 - <<'PY' || fault "the hidden town can be found by taking the others from the sum" body
import json, sys
rows = [row for row in json.load(open("body"))["rows"] if row["rate"] == "received" and not row.get("is_total")]
sys.exit(0 if sum(1 for row in rows if row.get("is_hidden")) >= 2 else 1)
PY
# a report of that town alone shows no more
gives 200 GET "/reports/errand.received?office=U" '' "$counts"
is '*' received is_total=True
gives 200 GET "/reports/errand.received?office=U&by=month" '' "$counts"
is '*' received is_total=True
ends 0 '*' report errand --by office --publish

# "received" of a town is what "closed" (speed) is about: what one hides the other does not show
gives 200 GET "/reports/errand?by=office,type" '' "$counts"
python3 - <<'PY' || fault "two rates of the same cases do not hide the same" body
import json, sys
hidden = {}
for row in json.load(open("body"))["rows"]:
    hidden.setdefault(row["rate"], set())
    if row.get("is_hidden"):
        hidden[row["rate"]].add((row.get("office"), row.get("is_own"), row.get("type")))
sys.exit(0 if hidden["received"] == hidden["speed"] else 1)
PY
# folding all anew holds up everybody: not for who only counts
gives 403 GET "/reports/errand?recompute=true" '' "$counts"
has not_at_the_top

# CSV with a byte order mark, a sheet that opens
ends 0 '指标,机构,计数,基数,数值,计量单位' report errand --by office --format csv
[ "$(head -c 3 said | od -An -tx1 | tr -d ' ')" = efbbbf ] || fault "the CSV has no byte order mark" said
says '办成率,柳泉镇,10,15,66.7,%'
says '按期率,合计,22,22,100.0,%'
ends 0 'Rate,Office,Count,Out of,Figure,Unit' report errand --by office --format csv --lang en
"$comity" report errand --by office,type --format xlsx --data "$data" >book.xlsx 2>log2 || fault "no sheet" log2
/usr/bin/python3 - <<'PY' || fault "the sheet is not what the report says"
import openpyxl, sys
book = openpyxl.load_workbook("book.xlsx")
sheet = book["统计"]
rows = [[cell for cell in row] for row in sheet.iter_rows(values_only=True)]
assert rows[0][0] == "跑腿统计表", rows[0]
assert any("不得公开" in str(row[0]) for row in rows), rows[:5]
head = next(i for i, row in enumerate(rows) if row[0] == "指标")
assert rows[head] == ["指标", "机构", "类型", "计数", "基数", "数值", "计量单位"], rows[head]
assert ["办成率", "柳泉镇", "用水", 8, 8, "100.0", "%"] in rows, rows
assert ["办成率", "合计", "合计", 17, 22, "77.3", "%"] in rows, rows
assert sheet.freeze_panes == "A%d" % (head + 2), sheet.freeze_panes
PY
ls "$data"/report-* 2>/dev/null && fault "something is left of the sheet"
gives 200 GET "/reports/errand?by=office&format=xlsx" '' "$counts" -D head
grep -qi 'spreadsheetml' head || fault "the sheet has no type of its own" head

# made again: the same; lost or spoilt: made anew
ends 0 '22 cases folded anew from their journals; 0 differed' report errand --recompute
stop
rm "$data/figures.db"
serve
gives 200 GET /reports/errand
is '22/22 100.0' on_time is_total=True
stop
head -c 8192 /dev/urandom >"$data/figures.db"
serve
gives 200 GET /reports/errand
is '17/22 77.3' carried is_total=True
stop
# somebody has changed what was kept: it is found, and mended
python3 - "$data" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1] + "/figures.db")
db.execute("UPDATE facts SET body = replace(body, 'late', 'met'), office = 'U' WHERE case_id = 3")
db.commit()
PY
serve
ends 1 '22 cases folded anew from their journals; 1 differed' report errand --recompute
ends 0 '0 differed' report errand --recompute
# what happens after is counted at once
cases 1 U water ok
gives 200 GET /reports/errand.received
is '23/None 23' received is_total=True
# the data was put back to an older state beside newer figures: they are made anew
stop
cp "$data/figures.db" newer.db
cp -r "$data" older
serve
cases 2 T water ok
gives 200 GET /reports/errand.received
is '25/None 25' received is_total=True
stop
cp "$data/figures.db" newer.db
rm -r "$data"
cp -r older "$data"
cp newer.db "$data/figures.db"
serve
gives 200 GET /reports/errand.received
is '23/None 23' received is_total=True
cases 3 C water ok
gives 200 GET /reports/errand.received
is '26/None 26' received is_total=True
# several at once, while the file is made anew and cases move: each says what is there
rm "$data/figures.db"
for n in 1 2 3 4; do
    ask GET /reports/errand.received >/dev/null
    curl -sS --max-time 60 -H "Authorization: Bearer $token" "$base/api/v1/reports/errand.received" >"many$n" &
    many[n]=$!
done
cases 1 C water ok
wait "${many[@]}"
for n in 1 2 3 4; do
    grep -qE '"count":2[67]' "many$n" || fault "a report beside others says something else" "many$n"
done
gives 200 GET /reports/errand.received
is '27/None 27' received is_total=True
# the host dies while it is made anew
rm "$data/figures.db"
curl -sS --max-time 60 -H "Authorization: Bearer $token" "$base/api/v1/reports/errand" >cut 2>/dev/null &
cut=$!
crash
wait $cut
serve
gives 200 GET /reports/errand.received
is '27/None 27' received is_total=True
ends 0 '27 cases folded anew from their journals; 0 differed' report errand --recompute
stop
told
