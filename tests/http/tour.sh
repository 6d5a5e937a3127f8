#!/usr/bin/env bash
# tour.sh COMITY SOURCE - the tour of README.md and docs/first-case.sh, word for word, on an office of
# its own: what a newcomer is told to type must work.
set -u
comity=$1
source=$2
work=$(mktemp -d) || exit 1
host=

finish() {
    [ -z "$host" ] || kill -9 "$host" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
die() {
    echo "tour.sh: $1" >&2
    cat "$work/said" "$work/log" >&2 2>/dev/null
    exit 1
}

serve() {
    : >"$work/out"
    "$comity" serve --data build/demo --listen 127.0.0.1:0 --workflows workflows >"$work/out" 2>>"$work/log" &
    host=$!
    until grep -q '^ready ' "$work/out"; do
        kill -0 "$host" 2>/dev/null || die "the host does not start"
        sleep 0.05
    done
}

cd "$work" || exit 1
mkdir -p build/release
ln -s "$comity" build/release/comity
ln -s "$source/workflows" workflows
# Each sh block of the README becomes a file, and shown-N what it shows behind it.
awk '/^```sh$/ { n++; file = "block-" n; next }
    /^```$/ && file { close(file); file = ""; next }
    /^```$/ && n && !(n in seen) { seen[n] = 1; file = "shown-" n; next }
    /^## The command line/ { exit }
    file { print > file }' "$source/README.md"
[ -f block-6 ] || die "README.md has lost its tour"
"$comity" init build/demo >/dev/null || die "init failed"
serve

H=$(cat build/demo/address) T=$(cat build/demo/admin.token) sh "$source/docs/first-case.sh" >"$work/said" 2>&1 ||
    die "docs/first-case.sh failed"
grep -q '"outcome":"agreed".*"status":"closed"' "$work/said" || die "the first case did not end in an agreement"

# A new office for the tour, so that its case is the first.
kill -TERM "$host" && wait "$host" || die "SIGTERM did not end the host with 0"
rm -rf build/demo
"$comity" init build/demo >/dev/null
serve

last=0
for block in $(ls block-* | sort -t - -k 2 -n); do
    if grep -q 'c verify' "$block"; then # after Control-C
        kill -INT "$host" && wait "$host" || die "SIGINT did not end the host with 0"
        host=
    fi
    . "./$block" >"$work/said" 2>&1
    last=$?
    if grep -q 'kill -9' "$block"; then # then: ./dev run --keep
        wait "$host" 2>/dev/null
        serve
    fi
    shown=shown-${block#block-}
    if [ -f "$shown" ] && ! grep -q '^./dev run' "$shown"; then
        python3 "$source/tests/http/printed.py" "$shown" "$work/said" || die "README.md: $block prints something else"
    fi
    case $block in
    block-1) grep -q '^stage: registered$' "$work/said" || die "$block: no case" ;;
    block-2) grep -q ' acceptance ' "$work/said" || die "$block: no task" ;;
    block-3) grep -q '^outcome: accept$' "$work/said" || die "$block: not accepted" ;;
    block-5) grep -q '^outcome: accept$' "$work/said" && grep -q '(task_done)' "$work/said" ||
        die "$block: the first answer did not come again" ;;
    block-6) grep -q '^status: closed$' "$work/said" && grep -q '^outcome: not_started$' "$work/said" &&
        grep -q 'must be one of' "$work/said" || die "$block: the case is not closed" ;;
    block-7) grep -q '^1 cases, .* clean' "$work/said" && grep -q ' 0 failed' "$work/said" && grep -q '^12$' "$work/said" ||
        die "$block: something is not clean" ;;
    esac
done
[ "$last" = 0 ] || die "the last block ended with $last"
echo "the tour works"
