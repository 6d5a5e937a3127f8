#!/usr/bin/env bash
# ladder.sh COMITY [LAST] - the host dies while a case climbs its ladder of six steps, before, at and after each
# commit of the way: after the restart every step is in the journal once, in order, for the moment it was for, and
# verify finds nothing wrong.
#
# The clock of the case is over when the case begins, so all steps are due at once; each is a turn of its own, and
# each of them a commit. A plan names a point and its n-th passage, n = 1 .. LAST (14).
set -u
comity=$1
last=${2:-14}
work=$(mktemp -d) || exit 1
host=
failed=0 died=0 runs=0
finish() {
    [ -z "$host" ] || kill -9 "$host" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
cd "$work" || exit 1

die() {
    echo "ladder.sh: ${plan:-}: $1"
    tail -5 log 2>/dev/null
    exit 1
}
serve() { # serve [PLAN]; 1: the host died before it was ready
    : >out
    rm -f office/address
    COMITY_FAULT=${1:-} "$comity" serve --data office --listen 127.0.0.1:0 --workflows folder >out 2>>log &
    host=$!
    until grep -q '^ready ' out; do
        kill -0 $host 2>/dev/null || { wait $host 2>/dev/null; host=; return 1; }
        sleep 0.02
    done
}
ask() { timeout 60 "$comity" "$@" --data office 2>said; }
start() { ask case start climb '{"received": "2025-03-03"}' --key once --json >answer; }
is_up() { grep -q '"state": "climbed"' <(ask case show "$case_id" --json); }
# Up, or dead: both end the waiting.
wait_up() {
    until is_up; do
        kill -0 $host 2>/dev/null || return 1
        sleep 0.02
    done
}
fault() {
    echo "$plan: $1"
    failed=$((failed + 1))
}

mkdir -p folder/climb
cat >folder/climb/workflow.lua <<'LUA'
workflow "climb" { zh = "督办", en = "Climb", code = "C", intake = "matter", start = "doing",
  outcomes = { { "done", zh = "已办结", en = "Done" } } }
form "matter" { zh = "事项", en = "Matter", date "received" { zh = "收到", en = "Received", required = true } }
form "close" { zh = "办结", en = "Close" }
clock "C-D1" { zh = "办结", en = "Close", owner = "office", basis = "assumed", within = days(20), ladder = "six" }
clock "C-D2" { zh = "答复", en = "Reply", owner = "office", basis = "assumed", within = workdays(3) }
ladder "six" {
  { "s1", left = "50%",       notify = "clerk" },
  { "s2", left = days(2),     card = "blue", notify = "clerk" },
  { "s3", at = "due",         card = "yellow", notify = "unit_head" },
  { "s4", late = workdays(1), card = "red", notify = "supervisor", reply = "C-D2" },
  { "s5", late = workdays(2), incident = { zh = "逾期", en = "Late" } },
  { "s6", late = workdays(5), notify = "leader_in_charge" },
}
stage "doing" { zh = "办理", en = "Doing", function(case)
  case:start_clock("C-D1", { from = case.data.received })
  case:task("close", { to = "clerk", due = "C-D1" })
  case:stop_clock "C-D1"
  return case:close "done"
end }
LUA
"$comity" init office >/dev/null 2>log || die "init failed"
serve || die "the host does not start"
kill -TERM $host && wait $host
cp -r office template

for point in store.before_commit store.after_commit loan.before_outbox; do
    for n in $(seq 1 "$last"); do
        plan="$point=$n!"
        runs=$((runs + 1))
        rm -rf office && cp -r template office
        : >log
        case_id=
        if serve "$plan"; then
            start && case_id=$(grep -o '"id": "[^"]*"' answer | head -1 | cut -d '"' -f 4)
            [ -z "$case_id" ] || wait_up
        fi
        if [ -n "$host" ] && kill -0 $host 2>/dev/null && [ -n "$case_id" ]; then
            kill -TERM $host && wait $host # the point was not passed so often
        else
            [ -z "$host" ] || wait $host 2>/dev/null
            died=$((died + 1))
        fi
        host=
        serve || die "the host does not start again"
        start || die "the case cannot be begun again with its key: $(cat said)"
        again=$(grep -o '"id": "[^"]*"' answer | head -1 | cut -d '"' -f 4)
        [ -z "$case_id" ] || [ "$again" = "$case_id" ] || fault "the case begun again is another"
        case_id=$again
        wait_up || die "the host died again"
        ask case journal "$case_id" --limit 200 --json >journal
        steps=$(grep -o '"step": "[^"]*"' journal | cut -d '"' -f 4 | sort | tr '\n' ' ')
        [ "$steps" = "s1 s2 s3 s4 s5 s6 " ] || fault "the journal tells of the steps $steps"
        moments=$(grep -o '"moment": [0-9]*' journal | awk '{ print $2 }' | sort -n | uniq | wc -l)
        [ "$moments" = 6 ] || fault "$moments moments for six steps"
        grep -o '"step": "[^"]*"' journal | sort -c 2>/dev/null || grep -o '"step": "[^"]*"' journal | sort -rc 2>/dev/null ||
            fault "the steps are out of order"
        cards=$(ask case show "$case_id" --json | grep -c '"colour"')
        [ "$cards" = 3 ] || fault "$cards cards, not 3"
        kill -TERM $host
        wait $host || fault "SIGTERM ended the host with $?"
        host=
        "$comity" verify --data office >said 2>&1 || fault "verify finds a fault: $(head -3 said)"
    done
done
[ $died -ge $((3 * 8)) ] || die "the host died only $died times in $runs runs"
[ $failed = 0 ] || exit 1
echo "$runs runs, the host died in $died: each step once, in order"
