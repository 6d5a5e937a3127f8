#!/usr/bin/env bash
# preflight.sh COMITY WORKFLOWS - a change is tried on every open case before it takes effect: what
# it says for each kind of edit, to people and to programs, and that nothing came of it.
comity=$1
workflows=$2
. "$(dirname "$0")/../lib/host.sh"
data=data

# run EXPECTED_EXIT FOLDER OPTION...: what was said is in `said`
run() {
    "$comity" preflight "$2" --data data "${@:3}" >said 2>&1
    local code=$?
    [ $code = "$1" ] || die "preflight $2 ended with $code, not $1"
}
edit() { # edit NAME SED-EXPRESSION: a folder with one change
    cp -r "$workflows" "$1" && sed -i "$2" "$1/errand/workflow.lua" &&
        ! cmp -s "$workflows/errand/workflow.lua" "$1/errand/workflow.lua" || die "the edit $1 changes nothing"
}

"$comity" init data >/dev/null 2>log || die "init failed"
serve --workflows "$workflows"
for i in 1 2 3; do
    "$comity" case start errand "{\"label\": \"E$i\", \"person\": {\"name\": \"沈青禾\"}}" --data data >/dev/null || die "no case"
done

curl -sSN -H "Authorization: Bearer $token" "$base/api/v1/events" >heard 2>/dev/null &
others=$!

edit comment '1i -- nothing but a comment\n\n'
run 0 comment
says 'is published and not active'
says 'done: 3 of 3 open cases replayed'
says '       3 same'

edit renamed 's/"carry"/"fetch"/'
run 1 renamed --verbose
says '       3 diverges'
says "3 cases wait in 'Doing', whose script changed before the point they have reached."
says 'recorded   task "carry"'
says 'now        task "fetch"'
says 'errand/workflow.lua:'
[ "$(grep -c 'errand.*diverges' said)" = 3 ] || die "--verbose does not list the cases"
edit waits '/local answer =/i   case:sleep(hours(1))'
run 1 waits
says 'now        sleep'
edit gone 's/"doing"/"working"/g'
run 1 gone
says 'which the new release does not have'
edit later 's/case:task("hand_over", /case:task("reason", /'
run 0 later
edit broken '$a stage "'
run 1 broken
says 'errand/workflow.lua:'
run 1 renamed --lang zh
says '3 件案件停在“办理”环节'
run 1 renamed --json
says '"state": "done"'
digest=$(sed -n 's/.*"release": "\([0-9a-f]*\)".*/\1/p' said)
[ ${#digest} = 64 ] || die "no digest in the report"

# For programs: the report, the list in pages, events, and who may.
[ "$(ask GET /releases/"$digest"/preflight)" = 200 ] && grep -q '"stays":3' body || die "no report"
[ "$(ask GET "/releases/${digest:0:12}/preflight/cases?limit=2&verdict=diverges")" = 200 ] || die "no list"
[ "$(grep -o '"recorded"' body | wc -l)" = 2 ] || die "a page of 2 has not 2"
next=$(sed -n 's/.*"next":"\([0-9]*\)".*/\1/p' body)
[ "$(ask GET "/releases/$digest/preflight/cases?limit=2&verdict=diverges&cursor=$next")" = 200 ] || die "no second page"
[ "$(grep -o '"recorded"' body | wc -l)" = 1 ] && grep -q '"next":null' body || die "the last page is not the last"
[ "$(ask GET "/releases/$digest/preflight/cases?verdict=odd")" = 400 ] || die "an unknown verdict was taken"
[ "$(ask POST /releases/"$digest"/preflight/cancel)" = 200 ] || die "cancelling an ended one failed"
[ "$(ask GET /releases/000000000000/preflight)" = 404 ] || die "a release that is not there"
active=$("$comity" release list --data data --json | tr -d ' \n' | sed 's/.*"digest":"\([0-9a-f]*\)"[^{}]*"is_active":true.*/\1/')
[ "$(ask GET /releases/"$active"/preflight)" = 404 ] || die "a pre-flight nobody began"
clerk=$("$comity" token add clerk --role clerk --data data | tail -1)
[ "$(ask POST /releases/"$digest"/preflight '' "$clerk")" = 403 ] || die "a clerk may begin one"
for _ in $(seq 200); do grep -q '"state":"done"' heard && break; sleep 0.05; done
grep -q '^event: preflight$' heard && grep -q '"state":"done"' heard || die "no events of it"

# Nothing came of it: the cases go on on their release, which is the active one.
"$comity" case list --data data --json >said
! grep -q parked said || die "a case is parked"
"$comity" release list --data data --json | tr -d ' \n' | grep -q "\"digest\":\"$active\"[^{}]*\"is_active\":true" || die "another release is active"
! grep -q 沈青禾 heard || die "a name is in the stream"
kill $others
wait $others 2>/dev/null
others=
stop
"$comity" verify --data data >said || die "verify finds faults"
echo "a change is tried before it takes effect"
told
