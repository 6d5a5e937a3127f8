#!/usr/bin/env bash
# bench.sh COMITY - `comity bench` runs to its end, notes every figure it promises, loses nothing
# when it kills a host, and leaves nothing behind. How fast it is is not asked here.
set -euo pipefail
comity=$1
dir=$(mktemp -d /var/tmp/bench-test-XXXXXX)
trap 'rm -rf "$dir"' EXIT

rc=0
"$comity" bench --quick --cases 2000 --json --dir "$dir" >"$dir.json" || rc=$?
trap 'rm -rf "$dir" "$dir.json"' EXIT
[ $rc -le 1 ] || { echo "bench ended with $rc"; exit 1; }

value() { # the value of a figure
    awk -v id="\"$1\"," '$1 == "\"id\":" { found = $2 == id } found && $1 == "\"value\":" { sub(",", "", $2); print $2; exit }' \
        "$dir.json"
}
for id in floor.rows floor.commit w1.steps w1.floor w1.ratio w1.batch w2.signals w2.half.p50 w2.half.p99 \
    w2.alone.p50 w2.commit w3.memory w3.disk w3.late.p99 w3.back clocks.memory clocks.disk clocks.late.p99 clocks.back w4.ready w4.answer w5.seconds w5.cpu w5.beside.p99 w6.start w6.resident w6.binary \
    claims.winners claims.p99 claims.kill.lost reload.activations reload.p99 reload.memory.after; do
    [ -n "$(value $id)" ] || { echo "no figure $id"; exit 1; }
done
for id in w3.twice clocks.twice w4.lost_cases w4.lost_turns w4.twice reload.failed; do
    [ "$(value $id)" = 0.0 ] || { echo "$id: $(value $id)"; exit 1; }
done
[ "$(value w4.cases)" = 2000.0 ] || { echo "w4.cases: $(value w4.cases)"; exit 1; }
[ -z "$(ls -A "$dir")" ] || { echo "left behind: $(ls "$dir")"; exit 1; }

# Interrupted while a host of its own serves: neither folder nor host is left.
"$comity" bench w2 --quick --dir "$dir" >/dev/null 2>&1 &
bench=$!
until pid=$(cat "$dir"/*/*/pid 2>/dev/null) && [ -n "$pid" ]; do
    kill -0 $bench 2>/dev/null || { echo "the bench ended before it had a host"; exit 1; }
    sleep 0.02
done
kill -TERM $bench
rc=0
wait $bench || rc=$?
[ $rc = 143 ] || { echo "a bench told to end ended with $rc"; exit 1; }
[ -z "$(ls -A "$dir")" ] || { echo "left behind by an interrupted bench: $(ls "$dir")"; exit 1; }
! kill -0 "$pid" 2>/dev/null || { echo "a host was left behind"; exit 1; }
