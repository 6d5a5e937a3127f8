#!/usr/bin/env bash
# reload.sh COMITY - 500 cases, requests all the time, 50 activations and rollbacks in a row: no request
# fails, no activation fails, and every case is what its journal says. How fast it is is not asked.
set -euo pipefail
comity=$1
dir=$(mktemp -d /var/tmp/reload-test-XXXXXX)
trap 'rm -rf "$dir" "$dir.json"' EXIT

rc=0
"$comity" bench --reload --quick --cases 500 --json --dir "$dir" >"$dir.json" || rc=$?
[ $rc -le 1 ] || { echo "bench --reload ended with $rc"; cat "$dir.json"; exit 1; }
value() { # the value of a figure
    awk -v id="\"$1\"," '$1 == "\"id\":" { found = $2 == id } found && $1 == "\"value\":" { sub(",", "", $2); print $2; exit }' \
        "$dir.json"
}
check() { # check FIGURE VALUE
    [ "$(value "$1")" = "$2" ] || { echo "$1: $(value "$1"), not $2"; exit 1; }
}
check reload.activations 50.0
check reload.failed 0.0
check reload.cases 500.0
[ -n "$(value reload.p99)" ] || { echo "nobody was answered"; exit 1; }
[ -z "$(ls -A "$dir")" ] || { echo "left behind: $(ls "$dir")"; exit 1; }
