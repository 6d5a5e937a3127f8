#!/usr/bin/env bash
# offices.sh COMITY - an office's changes as its administrator handles them: looked at before they are
# published, refused with the article where they go beyond the law, active for its own cases only.
comity=$1
. "$(dirname "$0")/../lib/host.sh"
data= # each command says for itself whether it asks a host


mkdir -p w/errand w/offices/T
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "taken",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
clock "E-D1" { zh = "答复", en = "Answer", owner = "office", basis = "law: XF 22", within = days(15) }
form "request" { zh = "申请", en = "Request", text "label" { zh = "标签", en = "Label", plain = true } }
form "carry" { zh = "办理", en = "Carry" }
stage "taken" { zh = "受理", en = "Taken", next = { "carrying" }, function(case)
  case:start_clock("E-D1", { from = case:today() })
  case:task("carry", { to = "clerk" })
  case:stop_clock "E-D1"
  return "carrying"
end }
stage "carrying" { zh = "办理", en = "Carrying", function(case)
  case:task("carry", { to = "clerk" })
  return case:close "done"
end }
LUA
printf 'code,parent,kind,zh,en\nC,,county,清源县,Qingyuan county\nT,C,town,柳泉镇,Liuquan town\nU,C,town,青石镇,Qingshi town\n' >w/offices/tree.csv
town() { # town DAYS
    cat >w/offices/T/errand.lua <<LUA
customize "errand" {
  clocks = { ["E-D1"] = { within = days($1) } },
  route  = { taken = { carrying = "seeing" } },
}
stage "seeing" { zh = "查看", en = "Seeing", next = { "carrying" }, function(case)
  case:task("carry", { to = "clerk" })
  return "carrying"
end }
LUA
}
town 10

# before anything is published
ends 0 '1 workflow, no faults' check w
says '  offices/T/errand.lua'
ends 0 'errand  Errand (as it is for office T)' release explain T errand --workflows w
says 'offices/T/errand.lua:1 (T changed)'
says 'E-D1  Answer: 10 days (law: XF 22)'
says 'errand/workflow.lua:3; offices/T/errand.lua:2 (T length changed)'
says 'leads to carrying, through seeing'
says 'offices/T/errand.lua:3 (T)'
says 'seeing  Seeing'
ends 0 '期限' release explain T errand --workflows w --lang zh
says 'E-D1  答复: 10日 (law: XF 22)'
says 'T 调整时长'
# a ladder and a letter that the town has changed: each part says where it comes from
cp -r w ladders
cat >>ladders/errand/workflow.lua <<'LUA'
letter "slip" { zh = "回执", en = "Slip" }
ladder "up" { { "due", at = "due", notify = "clerk" }, { "late", late = workdays(2), card = "red", notify = "supervisor" } }
LUA
mkdir -p ladders/errand/letters ladders/offices/T/letters
echo '<p>回执</p>' >ladders/errand/letters/slip.html
echo '<p>本镇回执</p>' >ladders/offices/T/letters/ours.html
sed -i 's/^customize "errand" {/&\n  letters = { slip = { file = "ours.html" } },\n  ladders = { up = { { "late", late = workdays(1) } } },/' ladders/offices/T/errand.lua
ends 0 'late  1 working day late, card red, tells supervisor' release explain T errand --workflows ladders
says 'offices/T/errand.lua:3 (T changed)'
says 'due  when due, tells clerk'
says 'slip  Slip: offices/T/letters/ours.html'
says 'offices/T/errand.lua:2 (T replaced)'
ends 0 'slip  Slip: errand/letters/slip.html' release explain U errand --workflows ladders
says 'late  2 working days late'
ends 0 '督办阶梯' release explain T errand --workflows ladders --lang zh
says 'late  1个工作日 逾期, 督办牌 red, 通知 supervisor'
rm ladders/offices/T/letters/ours.html
ends 1 'offices/T/errand.lua:2:1: letter "slip" has its template in offices/T/letters/ours.html' check ladders

ends 0 '"office": "U"' release explain U errand --workflows w --json
says '"n": 15'
ends 0 'Answer: 15 days (law: XF 22)' release explain C errand --workflows w
ends 1 'There is no office X in offices/tree.csv' release explain X errand --workflows w
ends 1 'There is no workflow none' release explain T none --workflows w
ends 64 'lang is zh or en' release explain T errand --workflows w --lang fr

"$comity" init office >/dev/null || exit 1
data=office
serve --workflows w
data=
start() { "$comity" case start errand '{}' --office "$1" --json --data office | grep -o '"id": "[^"]*"' | cut -d '"' -f 4; }
active() { "$comity" release list --data office | grep ' active ' | cut -d ' ' -f 1; }

ends 0 'E-D1  Answer: 10 days (law: XF 22)' release explain T errand --data office
ends 1 'no such office' release explain X errand --data office
ends 1 'There is no office "X" in the active release' case start errand '{}' --office X --data office
town_case=$(start T)
other_case=$(start U)
for case in $town_case $other_case; do
    ends 0 '' task complete "$case/carry" '{}' --data office
done
ends 0 'stage: seeing' case show "$town_case" --data office
says 'office: T'
ends 0 'stage: carrying' case show "$other_case" --data office

# longer than the law allows: refused, with the article; what is active goes on
before=$(active)
town 20
ends 1 'offices/T/errand.lua:2' publish w --data office
says 'E-D1 within 20 days is longer than the law allows: 15 days (law: XF 22).'
says 'days(15) or less'
# the workflow no longer has what the town changes: the office, its file and line are named
town 10
sed -i 's/"carrying"/"going"/g' w/errand/workflow.lua
ends 1 'offices/T/errand.lua:3' publish w --data office
says 'stage "taken" does not lead to "carrying"'
# an office that there is not
sed -i 's/"going"/"carrying"/g' w/errand/workflow.lua
mv w/offices/T w/offices/Z
ends 1 'there is no office "Z" in offices/tree.csv' publish w --data office
mv w/offices/Z w/offices/T
[ -n "$before" ] && [ "$before" = "$(active)" ] || { echo "a refused release changed what is active"; failed=$((failed + 1)); }
# within the law
town 9
ends 0 'is active; before it' publish w --activate --why 'a day sooner' --data office
ends 0 'E-D1  Answer: 9 days' release explain T errand --data office
kill -TERM $host
wait $host || { echo "SIGTERM ended the host with $?"; failed=$((failed + 1)); }
host=
if [ $failed -gt 0 ]; then echo "$failed failed"; exit 1; fi
