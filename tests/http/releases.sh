#!/usr/bin/env bash
# releases.sh COMITY - releases of an office as its administrator handles them: published, compared,
# activated, taken back; three of them live at once through a crash and without the folder; a
# developer's folder that is watched.
comity=$1
tree=$(realpath "$(dirname "$0")/../script/check") # workflows with offices below
. "$(dirname "$0")/../lib/host.sh"

digest() { "$comity" release list --json --data office | grep -o '"digest": "[0-9a-f]*"' | cut -d '"' -f 4 | sed -n "$1p"; }
start() { "$comity" case start errand "{\"label\":\"$1\"}" --json --data office | grep -o '"id": "[^"]*"' | cut -d '"' -f 4; }
cases_on() { "$comity" release show "$1" --data office | sed -n 's/^open_cases: //p'; }

# errand OUT N: the errand of release N asks for N tasks, one after the other, and first starts a clock
# that no other release has: so a case of it cannot go on on another.
errand() {
    mkdir -p "$1/errand"
    {
        cat <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "doing",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request", text "label" { zh = "标签", en = "Label", plain = true } }
form "carry" { zh = "办理", en = "Carry" }
setting "patience" { zh = "耐心", en = "Patience", basis = "assumed", VALUE, min = 1, max = 9 }
clock "C-VALUE" { zh = "期限", en = "Term", owner = "citizen", basis = "assumed", within = days(5) }
stage "doing" { zh = "办理", en = "Doing", function(case)
  case:start_clock("C-VALUE", { from = case:now() })
LUA
        for i in $(seq "$2"); do
            echo "  case:task(\"carry\", { to = \"clerk\" })"
            echo "  case:set { step = $i, release = $2 }"
        done
        echo '  return case:close "done"'
        echo 'end }'
    } | sed "s/VALUE/$2/g" >"$1/errand/workflow.lua"
}

errand folder 1
"$comity" init office >/dev/null 2>log || { cat log; exit 1; }
ends 69 'No host serves office now' publish folder

# The first release is the folder's; after that it is only told that the folder differs.
serve --workflows folder
one=$(digest 1)
ends 0 'was published before: nothing was stored' publish folder
says 'It is the active release already'
first=$(start first)
ends 0 "$(printf %.12s "$one")  active" release list
stop
errand folder 2
serve --workflows folder
logs "the folder differs from the active release $(printf %.12s "$one"): comity publish folder"
[ "$(digest 1)" = "$one" ] || { echo "serve made a release of a changed folder"; failed=$((failed + 1)); }

# A template of a letter is a file of the release like its scripts.
mkdir -p folder/errand/letters
echo 'letter "slip" { zh = "回执", en = "Slip" }' >folder/errand/letters.lua
ends 1 'has its template in errand/letters/slip.html, which is not there' publish folder
echo '<p>first wording</p>' >folder/errand/letters/slip.html
echo 'a note for ourselves' >folder/errand/letters/README
ends 0 'letter "slip"' publish folder
says 'errand/letters/slip.html'
lettered=$(digest 1)
ends 0 'first wording' release show "$lettered" errand/letters/slip.html
sed -i s/first/second/ folder/errand/letters/slip.html
ends 0 'added    errand/letters/slip.html (+' publish folder
ends 0 '+<p>second wording</p>' release diff "$lettered" "$(digest 1)"
says_not README
rm -r folder/errand/letters folder/errand/letters.lua

# Published: told what is new, and nothing is active.
ends 64 '--activate asks for a reason' publish folder --activate
ends 0 'changed  errand/workflow.lua (+' publish folder --note 'two steps'
says 'changed  errand: setting "patience" from 1 to 2'
says 'is published'
says 'done: 1 of 1 open cases replayed'
says 'It is not active. To make it so: comity activate'
two=$(digest 1)
ends 0 'note: two steps' release show "$two"
says 'by: admin'
says 'active: false'
ends 0 'case:task("carry"' release show "$two" errand/workflow.lua
ends 0 '+  case:set { step = 2, release = 2 }' release diff "$one" "$two"
says '--- a/errand/workflow.lua'
ends 0 '(no difference)' release diff "$one"
ends 1 'There is no release 000000' release show 000000
ends 1 'Name a release by its digest' release show xyz
ends 64 'Say why' activate "$two"
ends 0 'is active; before it' activate "$(printf %.8s "$two")" --why 'two steps are better'
says '1 case stays behind'
says_not 'replayed'
ends 0 'diverges' release stays
ends 0 'nothing was done' activate "$two" --why 'again'
second=$(start second)
ends 0 'two steps are better' release show active
says 'by admin'

# A fault is refused with its line; the active release is untouched.
mkdir -p faulty/errand
sed 's/return case:close "done"/return case:close("done"/' folder/errand/workflow.lua >faulty/errand/workflow.lua
ends 1 'errand/workflow.lua:14:' publish faulty --activate --why 'it looked good'
says 'The active release is untouched'
ends 0 "digest: $two" release show active

# An office may shorten what the law gives it and not lengthen it: its line and the article are named.
cp -r "$tree" lawless
sed -i 's/days(10)/days(20)/' lawless/offices/370102003/petition.lua
ends 1 'offices/370102003/petition.lua:2:3: XF-D1 within 20 days is longer than the law allows' publish lawless
says 'law: XF 22'
ends 0 "digest: $two" release show active

# A third one, and back; the same again does not go back twice.
errand folder 3
ends 0 'is active; before it' publish folder --activate --why 'three'
says 'done: 2 of 2 open cases replayed'
says '2 cases stay behind'
three=$(digest 1)
third=$(start third)
ends 0 "$(printf %.12s "$two") is active" rollback "$three" --why 'three are too many'
ends 1 'is not active any more' rollback "$three" --why 'three are too many'
ends 0 "digest: $two" release show active
says 'rollback: '
ends 0 'is active' activate "$three" --why 'three all the same' --without-preflight
crash
serve --workflows folder
ends 0 "$(printf %.12s "$two") is active" rollback --why 'once more'
ends 0 'open cases replayed' activate "$three" --why 'and forward: first it is looked what becomes of the cases'
says 'is active; before it'

# Sent again under its key, also to a host that died meanwhile, a deed is done once and answered alike.
key='Idempotency-Key: back-once'
gives 200 POST /releases/rollback '{"why":"once"}' "$token" -H "$key"
cp body first
crash
serve --workflows folder
gives 200 POST /releases/rollback '{"why":"once"}' "$token" -H "$key" -D head
cmp -s body first || fault 'a repeated rollback was answered otherwise' body
grep -qi '^Idempotency-Replayed: true' head || fault 'a repeat does not say so' head
ends 0 "digest: $two" release show active
gives 422 POST /releases/rollback '{"why":"twice"}' "$token" -H "$key"
ends 0 '' activate "$three" --why 'and forward' --without-preflight

# Three releases live at once; the host dies, the folder is lost; every case goes on on its own.
crash
rm -rf folder
serve --workflows folder
logs 'the folder cannot be read'
logs "the active release $(printf %.12s "$three") goes on"
ends 0 "digest: $three" release show active
step() { # step CASE TASKS: this case closes after exactly so many tasks
    local id=$1 left=$2 task
    while [ "$left" -gt 0 ]; do
        ends 0 'status: open' case show "$id"
        task=$("$comity" task list "$id" --json --data office | grep -o '"id": "[^"]*"' | cut -d '"' -f 4 | head -1)
        ends 0 '' task complete "$task" '{}'
        left=$((left - 1))
        [ "$left" = 0 ] || [ "$id" = "$third" ] || ends 0 'diverges' release stays
    done
    ends 0 'status: closed' case show "$id"
}
step "$first" 1
step "$second" 2
step "$third" 3
ends 0 '(none)' release stays
stop
ends 0 '' verify

# A watched folder: what is saved there is active a moment later; a fault changes nothing.
errand folder 4
serve --watch folder
logs 'is published; 0 specs passed'
logs 'is active'
four=$(digest 1)
ends 0 "digest: $four" release show active
sed -i 's/return case:close "done"/return case:close("done"/' folder/errand/workflow.lua
logs 'not published, the active release goes on'
logs 'errand/workflow.lua:18:'
ends 0 "digest: $four" release show active
start fourth >said
errand folder 5
logs 'watch: 1 open cases, 1 diverges'
logs 'in "doing" diverges: errand/workflow.lua:'
logs "$(timeout 60 "$comity" check folder | grep -o 'release [0-9a-f]*' | cut -c 9-20) is active"
rm -rf folder
logs 'Cannot find folder'
stop
ends 64 'takes the place of' serve --watch folder --workflows folder

[ "$failed" = 0 ] || { echo "$failed failed"; exit 1; }
