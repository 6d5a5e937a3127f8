#!/usr/bin/env bash
# graphs.sh COMITY WORKFLOWS - every workflow drawn, from its folder and by a host: the same picture,
# with a box for each stage, in both languages; and what an office puts in between.
comity=$1
workflows=$2
. "$(dirname "$0")/../lib/host.sh"
data=

# drawn NAME WORKFLOWS...: whole XML, one box for each stage that the folder declares.
drawn() {
    local name=$1 svg=$1.svg
    shift
    "$comity" workflow graph "$name" "$@" >"$svg" 2>said || { fault "$name is not drawn" said; return; }
    python3 - "$svg" <<'PY' >said 2>&1 || fault "$name: the picture is not whole" said
import sys, xml.dom.minidom
svg = xml.dom.minidom.parse(sys.argv[1]).documentElement
width, height = float(svg.getAttribute("width")), float(svg.getAttribute("height"))
boxes = [r for r in svg.getElementsByTagName("rect") if r.getAttribute("class")]
places = [tuple(float(r.getAttribute(k)) for k in ("x", "y", "width", "height")) for r in boxes]
assert places and width < 4000 and height < 8000, (width, height)
for i, (x, y, w, h) in enumerate(places):
    assert 0 <= x and x + w <= width and 0 <= y and y + h <= height, places[i]
    for X, Y, W, H in places[:i]:
        assert x >= X + W or X >= x + w or y >= Y + H or Y >= y + h, "two boxes cover each other"
PY
}
texts() { sed -n 's/.*<text[^>]*>\(.*\)<\/text>$/\1/p' "$1"; }

for folder in "$workflows"/*/; do
    name=$(basename "$folder")
    [ -f "$folder/workflow.lua" ] || continue
    drawn "$name" --workflows "$workflows"
    stages=$(sed -nE 's/^stage "([a-z_]+)" \{ zh = "([^"]*)".*/\2/p' "$folder"/*.lua)
    for stage in $stages; do
        texts "$name.svg" | grep -qxF "$stage" || fault "$name: stage $stage is not in the picture"
    done
    boxes=$(grep -cE '<rect class="(stage|start)"' "$name.svg")
    [ "$boxes" = "$(echo "$stages" | wc -l)" ] || fault "$name: $boxes boxes for $(echo "$stages" | wc -l) stages"
    ends 0 'flowchart TD' workflow graph "$name" --workflows "$workflows" --format mermaid
done
[ -f dispute_mediation.svg ] || fault 'no workflow was looked at'
ends 1 'has no workflow "nothing"' workflow graph nothing --workflows "$workflows"
ends 64 '--format is svg or mermaid' workflow graph dispute_mediation --workflows "$workflows" --format png
ends 0 'Agreement in force' workflow graph dispute_mediation --workflows "$workflows" --lang en
says_not '协议生效'

mkdir -p w/errand w/offices/T
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "taken",
  outcomes = { { "done", zh = "已完成", en = "Done" }, { "stopped", zh = "已停止", en = "Stopped" } } }
form "request" { zh = "申请", en = "Request", text "label" { zh = "标签", en = "Label", plain = true } }
form "carry" { zh = "办理", en = "Carry" }
signal "stop" { zh = "停止", en = "Stop", from = "clerk", form = "carry" }
local function ended(case, outcome) if outcome then return case:close "stopped" end return case:close "done" end
on "stop" (function(case) return "stopping" end)
stage "taken" { zh = "受理", en = "Taken", next = { "carrying" }, function(case) case:task("carry", { to = "clerk" }) return "carrying" end }
stage "carrying" { zh = "办理", en = "Carrying", function(case) case:task("carry", { to = "clerk" }) return ended(case) end }
stage "stopping" { zh = "停办", en = "Stopping", function(case) return case:close "stopped" end }
LUA
printf 'code,parent,kind,zh,en\nC,,county,清源县,Qingyuan county\nT,C,town,柳泉镇,Liuquan town\n' >w/offices/tree.csv
cat >w/offices/T/errand.lua <<'LUA'
customize "errand" { route = { taken = { carrying = "seeing" } } }
stage "seeing" { zh = "查看", en = "Seeing", next = { "carrying" }, function(case) case:task("carry", { to = "clerk" }) return "carrying" end }
LUA
cat >wanted <<'TEXT'
flowchart TD
    s0(["Taken"])
    s1["Carrying<br/>■ Stopped<br/>■ Done"]
    s2["Stopping<br/>■ Stopped"]
    g3{{"Stop"}}
    s0 --> s1
    g3 -.-> s2
TEXT
"$comity" workflow graph errand --workflows w --format mermaid --lang en >got 2>&1
diff wanted got >said || fault 'another graph than wanted' said
ends 0 '"Seeing"]' workflow graph errand --workflows w --office T --format mermaid --lang en
says 's0 ==> s1'

data=office
"$comity" init office >said 2>&1 || die 'no office'
serve --workflows w
"$comity" workflow graph errand --workflows w --office C >folder.svg 2>&1
ends 0 '<svg' workflow graph errand
cmp -s said folder.svg || fault 'the host draws another picture than the folder' said
ends 0 's0 ==> s1' workflow graph errand --office T --format mermaid --lang en
ends 0 'Errand' workflow list
ends 1 'no workflow of that name' workflow graph nothing
stop
told
