#!/usr/bin/env bash
# outcomes.sh COMITY WORKFLOWS PROJECT - cases of the past under a release that does otherwise: what would
# have been different, to people and to programs, and that nothing came of it.
comity=$1
workflows=$2
project=$3
. "$(dirname "$0")/../lib/host.sh"
data=data
# run EXPECTED_EXIT FOLDER OPTION...: what was said is in `said`
run() {
    "$comity" preflight --outcomes "$2" --data data "${@:3}" >said 2>&1
    local code=$?
    [ $code = "$1" ] || die "preflight --outcomes $2 ended with $code, not $1"
}
edit() { # edit NAME SED-EXPRESSION: a folder with one change
    cp -r "$workflows" "$1" && sed -i "$2" "$1/errand/workflow.lua" &&
        ! cmp -s "$workflows/errand/workflow.lua" "$1/errand/workflow.lua" || die "the edit $1 changes nothing"
}
started() { # started LABEL: its id in $case
    case=$("$comity" case start errand "{\"label\": \"$1\", \"person\": {\"name\": \"沈青禾\"}}" --data data --json |
        sed -n 's/.*"id": "\([^"]*\)".*/\1/p' | head -1)
    [ ${#case} = 26 ] || die "no case"
}
complete() { # complete FORM OUTCOME DATA
    ask GET "/tasks?case=$case&status=open&form=$1" >/dev/null
    local task
    task=$(grep -o '"id":"[^"]*"' body | head -1 | cut -d '"' -f 4)
    local outcome=${2:+\"outcome\":\"$2\",}
    [ "$(ask POST "/tasks/$task/complete" "{$outcome\"data\":$3}")" = 200 ] || die "the task is not done"
}

"$comity" init data >/dev/null 2>log || die "init failed"
serve --workflows "$workflows"

for i in 1 2; do # done
    started "D$i"
    complete carry 'done' '{"carried_on":"2026-01-05","helper":{"name":"骆知远"}}'
    complete hand_over '' '{}'
done
started C # called off
[ "$(ask POST "/cases/$case/signals/call_off" '{"data":{"why":"不用了"}}')" = 200 ] || die "not called off"
started O # open

edit comment '1i -- nothing but a comment\n\n'
run 0 comment
says '4 of 4 cases compared'
says '0 of 4 cases would have ended otherwise'
edit off 's/^  return case:close "done"/  return case:close "called_off"/'
run 0 off --verbose
says '2 of 4 cases would have ended otherwise; 2 would have differed in something; 0 cannot be compared.'
says "2 cases: would have ended as 'Called off' instead of 'Done'."
says 'ended   done -> called_off'
run 0 off --lang zh
says '2件：会以“取消”结案，而不是“已完成”。'
edit asks '/^  case:task("hand_over"/a   case:task("reason", { to = "clerk" })'
run 0 asks --verbose
says "2 cases: ended as 'Done', would still be open in 'Handing over'."
says "2 cases: would wait in 'Handing over' for 'Reason', which nobody was asked."
run 0 asks --workflow nothing
says '0 of 0 cases compared'
run 0 asks --to 2001-01-01 --json
says '"total": 0'
run 64 asks --nonsense
"$comity" preflight asks --from 2026-01-01 --data data >said 2>&1
[ $? = 64 ] || die "--from without --outcomes"
run 1 asks --from 2026-13-01

# For programs.
run 0 off --json
digest=$(sed -n 's/.*"release": "\([0-9a-f]*\)".*/\1/p' said)
[ "$(ask GET "/releases/$digest/outcomes")" = 200 ] && grep -q '"ended_otherwise":2' body || die "no report"
[ "$(ask GET "/releases/${digest:0:12}/outcomes/cases?limit=1")" = 200 ] || die "no list"
next=$(sed -n 's/.*"next":"\([0-9]*\)".*/\1/p' body)
[ "$(ask GET "/releases/$digest/outcomes/cases?limit=1&cursor=$next")" = 200 ] && grep -q '"next":null' body || die "no second page"
[ "$(ask GET "/releases/$digest/outcomes/cases?verdict=incomparable")" = 200 ] && grep -q '"items":\[\]' body || die "none is incomparable"
[ "$(ask GET "/releases/$digest/outcomes/cases?verdict=odd")" = 400 ] || die "an unknown verdict was taken"
[ "$(ask POST "/releases/$digest/outcomes" '{"from":"2026-02-30"}')" = 400 ] || die "an impossible date was taken"
[ "$(ask POST "/releases/$digest/outcomes" '{"from":"2026-02-10","to":"2026-01-10"}')" = 400 ] || die "a period that ends before it begins"
[ "$(ask POST "/releases/$digest/outcomes/cancel" '{}')" = 200 ] || die "cancelling an ended one failed"
[ "$(ask POST "/releases/000000000000/outcomes" '{}')" = 404 ] || die "a release that is not there"
clerk=$("$comity" token add clerk --role clerk --data data | tail -1)
[ "$(ask POST "/releases/$digest/outcomes" '{}' "$clerk")" = 403 ] || die "a clerk may begin one"

# Nothing came of it, and no name is in what was said.
"$comity" case list --data data --json >said
[ "$(grep -c '"status": "open"' said)" = 1 ] && ! grep -q parked said || die "cases have changed"
[ "$(ask POST /verify '{}')" = 200 ] && grep -q '"faults":0' body || die "verify finds faults"
ask GET "/releases/$digest/outcomes/cases" >/dev/null
! grep -qE '沈青禾|骆知远|不用了' body log || die "a name is told"

# A whole mediation with the shipped workflow, and one of its deadlines changed.
crash
data=other
"$comity" init other >/dev/null 2>log || die "init failed"
serve --workflows "$project/workflows"
H=$base T=$token sh "$project/docs/first-case.sh" >body 2>&1 || die "no mediation"
cp -r "$project/workflows" sooner
rm -f sooner/dispute_mediation/spec.lua
sed -i '/^clock "TJ-D8"/s/days(30)/days(10)/' sooner/dispute_mediation/workflow.lua
"$comity" preflight --outcomes sooner --data other --verbose >said 2>&1 || die "not compared"
says '1 of 1 cases compared'
says "1 case: 'TJ-D8 File bound' would have been due 20 days earlier."
says 'clock_moved TJ-D8'
"$comity" preflight --outcomes "$project/workflows" --data other >said 2>&1 || die "not compared"
says '0 of 1 cases would have ended otherwise; 0 would have differed in something; 0 cannot'
exit 0
told
