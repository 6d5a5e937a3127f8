#!/usr/bin/env bash
# claims.sh COMITY [--quick] - a crowd claims 100 places at once over HTTP, each with a token of his
# own: exactly 100 get one, all others are told; the same when the host is killed in the middle of it:
# who was told of a place has it afterwards.
set -euo pipefail
comity=$1
shift
dir=$(mktemp -d /var/tmp/claims-test-XXXXXX)
trap 'rm -rf "$dir" "$dir.json"' EXIT

rc=0
"$comity" bench --claims "$@" --json --dir "$dir" >"$dir.json" || rc=$?
[ $rc -le 1 ] || { echo "bench ended with $rc"; exit 1; }
is() { # is FIGURE VALUE
    got=$(awk -v id="\"$1\"," '$1 == "\"id\":" { found = $2 == id } found && $1 == "\"value\":" { sub(",", "", $2); print $2; exit }' \
        "$dir.json")
    [ "$got" = "$2" ] || { echo "$1 is $got, not $2"; exit 1; }
}
is claims.winners 100.0
is claims.held 100.0
is claims.untold 0.0
is claims.plan.held "$([ "${1-}" = --quick ] && echo 500.0 || echo 9000.0)"
is claims.kill.rounds 6.0
is claims.kill.lost 0.0
is claims.kill.wrong 0.0
[ -z "$(ls -A "$dir")" ] || { echo "left behind: $(ls "$dir")"; exit 1; }
