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
    "$comity" serve --data build/demo --listen 127.0.0.1:0 >"$work/out" 2>>"$work/log" &
    host=$!
    until grep -q '^ready ' "$work/out"; do
        kill -0 "$host" 2>/dev/null || die "the host does not start"
        sleep 0.05
    done
}

cd "$work" || exit 1
mkdir -p build/release
ln -s "$comity" build/release/comity
cp -r "$source/workflows" workflows # the tour changes it
# Each sh block of the README becomes a file, and shown-N what it shows behind it.
awk '/^```sh$/ { n++; file = "block-" n; next }
    /^```$/ && file { close(file); file = ""; next }
    /^```$/ && n && !(n in seen) { seen[n] = 1; file = "shown-" n; next }
    /^## The command line/ { exit }
    file { print > file }' "$source/README.md"
[ -f block-9 ] || die "README.md has lost its tour"
"$comity" demo build/demo --workflows workflows --cases 20 >"$work/said" 2>&1 || die "demo failed"
serve

H=$(cat build/demo/address) T=$(cat build/demo/admin.token) sh "$source/docs/first-case.sh" >"$work/said" 2>&1 ||
    die "docs/first-case.sh failed"
grep -q '"outcome":"agreed".*"status":"closed"' "$work/said" || die "the first case did not end in an agreement"

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
    block-4) grep -q '^outcome: new$' "$work/said" && grep -q '(task_done)' "$work/said" ||
        die "$block: the first answer did not come again" ;;
    block-6) grep -q '黄牌提醒' "$work/said" && grep -q '^office: 370102$' "$work/said" || die "$block: the ladder did not fire" ;;
    block-7) grep -q 'is active; before it' "$work/said" && grep -q 'longer than the law allows' "$work/said" ||
        die "$block: not activated" ;;
    block-8) grep -q '^received ' "$work/said" && grep -q '^<svg' build/demo/petition.svg || die "$block: no report or picture" ;;
    block-9) grep -q 'clean 核验无误' "$work/said" && grep -q ' 0 failed' "$work/said" && grep -q '^12$' "$work/said" ||
        die "$block: something is not clean" ;;
    esac
done
[ "$last" = 0 ] || die "the last block ended with $last"
echo "the tour works"
