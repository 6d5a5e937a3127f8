#!/usr/bin/env bash
# events.sh COMITY WORKFLOWS - the event stream: one event a turn, in order, after its commit; a
# listener that comes back misses nothing, also across a kill -9; nothing personal in it.
set -u
comity=$1
workflows=$2
work=$(mktemp -d) || exit 1
host= listener=
finish() {
    kill -9 $host $listener 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
die() {
    echo "events.sh: $1" >&2
    head -c 2000 "$work"/heard* "$work/log" >&2 2>/dev/null
    exit 1
}
cd "$work" || exit 1

serve() {
    : >out
    "$comity" serve --data data --listen 127.0.0.1:0 --workflows "$workflows" >>out 2>>log &
    host=$!
    until grep -q '^ready ' out; do
        kill -0 $host 2>/dev/null || die "the host does not start"
        sleep 0.05
    done
    base=$(sed -n 's/^ready //p' out)
}
listen() { # listen FILE HEADER...: in the background
    : >"$1"
    : >"head-$1"
    curl -sSN -D "head-$1" -H "Authorization: Bearer $token" "${@:2}" "$base/api/v1/events" >>"$1" 2>/dev/null &
    listener=$!
    until grep -q ' 200 ' "head-$1"; do # it is listening now
        kill -0 $listener 2>/dev/null || die "no stream"
        sleep 0.05
    done
}
# wait until FILE has N events (the host has a minute)
heard() {
    for _ in $(seq 1200); do
        [ "$(grep -c '^id: ' "$1")" -ge "$2" ] && return
        sleep 0.05
    done
    die "$1 has $(grep -c '^id: ' "$1") events, not $2"
}
start() {
    "$comity" case start errand "{\"label\": \"$1\", \"person\": {\"name\": \"沈青禾\"}}" --data data >/dev/null || die "no case"
}
ids() { sed -n 's/^id: //p' "$1" | tr '\n' ' '; }

"$comity" init data >/dev/null 2>log || die "init failed"
token=$(cat data/admin.token)
serve

# From now on: on a host that has not moved yet the first turn is heard, later only what comes after.
listen heard-first
start before
heard heard-first 1
kill $listener
wait $listener 2>/dev/null
listen heard-now
start one
start two
heard heard-now 2
[ "$(ids heard-first)" != "$(ids heard-now | cut -d ' ' -f 1) " ] || die "what was before was told"
grep -q '^event: turn$' heard-now || die "an event has no name"
grep -q '"kind":"started"' heard-now || die "an event does not say what happened"
kill $listener
wait $listener 2>/dev/null

# From the start, and in order.
listen heard-all -H 'Last-Event-ID: 0'
heard heard-all 3
all=$(ids heard-all)
[ "$all" = "$(ids heard-all | tr ' ' '\n' | sort -n | uniq | tr '\n' ' ' | sed 's/^ //')" ] || die "out of order: $all"
kill $listener
wait $listener 2>/dev/null
last=$(sed -n 's/^id: //p' heard-all | tail -1)

# What happened while nobody listened, and while the host died, is told to who comes back.
start three
kill -9 $host
wait $host 2>/dev/null
serve
start four
listen heard-again -H "Last-Event-ID: $last"
heard heard-again 2
start five
heard heard-again 3
[ "$(sed -n 's/^id: //p' heard-again | head -1)" -gt "$last" ] || die "an event was told again"

# A stop ends the stream, and a wrong id is refused.
kill -TERM $host
wait $host || die "SIGTERM ended the host with $?"
host=
wait $listener
listener=
serve
[ "$(curl -s -o body -w '%{http_code}' -H "Authorization: Bearer $token" -H 'Last-Event-ID: x' "$base/api/v1/events")" = 400 ] ||
    die "a wrong Last-Event-ID was taken"
[ "$(curl -s -o body -w '%{http_code}' "$base/api/v1/events")" = 401 ] || die "events without a token"
! grep -q 沈青禾 heard-* || die "a name is in the stream"
kill -TERM $host
wait $host
host=
echo "events are told once, in order"
