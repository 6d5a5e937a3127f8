#!/usr/bin/env bash
# clock.sh COMITY WORKFLOWS - somebody sets the machine's clock under a running host: by a second, by an hour, by a
# day, forward and back; and the machine's zone has daylight saving.
#
# Each timer fires once, in due order; a jump of more than an hour forward holds them all, loudly, until somebody
# says that the new time is right; times in a case never run backwards; no zone but +08:00 is seen.
#
# The time is that of libfaketime, which reads it from a file at each call: the wall clock obeys it, CLOCK_BOOTTIME
# and the monotonic clock do not, as on a machine whose date is set. Nothing here waits for time to pass.
set -u
comity=$1
workflows=$2
work=$(mktemp -d) || exit 1
host= listener=
finish() {
    [ -z "$listener" ] || kill "$listener" 2>/dev/null
    [ -z "$host" ] || kill -9 "$host" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1

die() {
    echo "clock.sh: $1"
    [ ! -s said ] || sed 's/^/    /' said | head -5
    [ ! -s log ] || { echo "the host said:" && tail -n 8 log | cut -c1-300 | sed 's/^/    /'; }
    exit 1
}

fake=$(ls /usr/lib/*/faketime/libfaketimeMT.so.1 2>/dev/null | head -1)
[ -n "$fake" ] || { echo "skipped: libfaketime is not installed (Debian: faketime)"; exit 77; }

# ---- time ----
set_clock() { # set_clock SECONDS: from now on the wall clock is that much ahead of the real one
    printf '%+d\n' "$1" >data/faketime.new
    mv data/faketime.new data/faketime # in the data directory: the host has fenced itself in
    offset=$1 steps=$((${steps:-0} + 1))
}
zone=Asia/Shanghai
under_faketime() { # always in a process of its own
    exec env LD_PRELOAD="$fake" FAKETIME_TIMESTAMP_FILE="$work/data/faketime" FAKETIME_NO_CACHE=1 \
        FAKETIME_DONT_FAKE_MONOTONIC=1 ASAN_OPTIONS=verify_asan_link_order=0 TZ="$zone" "$@"
}

# ---- the host ----
serve() {
    : >out
    under_faketime "$comity" serve --threads 1 --data data --listen 127.0.0.1:0 --workflows "$workflows" >>out 2>>log &
    host=$!
    until grep -q '^ready ' out; do
        kill -0 $host 2>/dev/null || die "the host does not start"
        sleep 0.02
    done
    base=$(sed -n 's/^ready //p' out)
    : >events
    : >head
    curl -sSN -D head -H "Authorization: Bearer $token" "$base/api/v1/events?after=${heard:-0}" >>events 2>/dev/null &
    listener=$!
    until grep -q ' 200 ' head; do
        kill -0 $listener 2>/dev/null || die "no stream of events"
        sleep 0.02
    done
}
end_listening() {
    kill $listener 2>/dev/null
    wait $listener 2>/dev/null
    listener=
    heard=$(sed -n 's/^id: //p' events | tail -n 1)
}
stop() {
    end_listening
    kill -TERM $host
    wait $host || die "SIGTERM ended the host with $?"
    host=
    "$comity" verify --data data >said 2>&1 || die "verify finds a fault"
}
c() { "$comity" "$@" --data data; }
begin() { # begin NAME SECONDS_AHEAD: a new office
    name=$1
    rm -rf data
    case_of=()
    "$comity" init data >/dev/null 2>said || die "init failed"
    token=$(cat data/admin.token) heard=0
    : >log
    set_clock "$2"
    serve
}

# ---- cases ----
declare -A case_of
start() { # start MINUTES: a case that sleeps so long; 0 wakes at once
    c case start waiting "{\"minutes\": $1}" --json >said 2>&1 || die "$name: a case of $1 minutes does not start"
    case_of[$1]=$(sed -n 's/.*"id": "\([^"]*\)".*/\1/p' said)
}
member() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\).*/\1/p" said | head -1; }
woken() { # how often the case of so many minutes woke
    c case show "${case_of[$1]}" --json >said 2>&1 || die "$name: the case of $1 minutes cannot be shown"
    member woken
}
# Until the loop has looked at the clock: a timer long past is due before all others and fires in the same pass.
tick() {
    start 0
    until [ "$(woken 0)" = 1 ]; do sleep 0.02; done
}
# The same while timers are held: the host has said so.
tick_held() {
    start 0
    until curl -sS "$base/readyz" | grep -q '"clock_jumped": *true'; do
        kill -0 $host 2>/dev/null || die "$name: the host is gone"
        [ -z "$(woken 0)" ] || die "$name: timers were not held"
        sleep 0.02
    done
}
sleeps() { for each in "$@"; do [ -z "$(woken "$each")" ] || die "$name: the case of $each minutes woke early"; done; }
# Each of them wakes, once, in this order.
wake() {
    local each order
    for each in "$@"; do
        until [ -n "$(woken "$each")" ]; do sleep 0.02; done
    done
    tick
    for each in "$@"; do [ "$(woken "$each")" = 1 ] || die "$name: the case of $each minutes woke $(woken "$each") times"; done
    until grep -q "${case_of[0]}.*due" <(tr '\n' ' ' <events | sed 's/id: /\n/g'); do sleep 0.02; done
    order=$(tr '\n' ' ' <events | sed 's/id: /\n/g' | grep '"kind":"due"' | sed -n 's/.*"case":"\([^"]*\)".*/\1/p')
    for each in "$@"; do
        order=$(printf '%s\n' "$order" | sed -n "/${case_of[$each]}/,\$p")
        [ -n "$order" ] || die "$name: the case of $each minutes did not wake in due order"
    done
}
said_in_log() { grep -q -- "$1" log || die "$name: the log does not say: $1"; }
# Times of a case never run backwards, and all are of +08:00.
in_order() {
    local id
    for id in "${case_of[@]}"; do
        c case journal "$id" --json >said 2>&1 || die "$name: no journal"
        grep -o '"at": *"[^"]*"' said | sort -c 2>/dev/null || die "$name: the times of a case run backwards"
        ! grep -o '"at": *"[^"]*"' said | grep -v '+08:00"' || die "$name: a time is not of +08:00"
    done
}

# ---- a second and an hour ----
begin "small steps" 0
[ "$(under_faketime date +%s)" -ge "$(date +%s)" ] || die "libfaketime does not work here"
for minutes in 30 10 50 20 40; do start $minutes; done
for step in 1 -1 0; do
    set_clock $step
    tick
    sleeps 10 20 30 40 50
done
set_clock 1500 # 25 minutes
tick
wake 10 20
sleeps 30 40 50
set_clock -2000 # back, behind the start
tick
sleeps 30 40 50
start 5
set_clock 1500
tick
wake 5
set_clock 3590 # an hour, nearly: no hold
tick
wake 30 40 50
said_in_log 'the wall clock was set forward by'
said_in_log 'the wall clock was set back by'
! grep -q 'timers hold' log || die "$name: timers were held"
in_order
stop

# ---- a day forward ----
begin "a day forward" 0
for minutes in 1200 120 4000 600 300; do start $minutes; done
tick
set_clock 86400
tick_held
said_in_log 'timers hold for ten minutes'
sleeps 0 120 300 600 1200 4000
start 60
c clock wait >said 2>&1 || die "$name: comity clock wait is refused"
grep -q 'timers are held' said || die "$name: clock wait does not hold"
sleeps 120 300
grep -q 'comity_clock_jumped 1' <(curl -sS -H "Authorization: Bearer $token" "$base/metrics") || die "$name: no metric says so"
c clock accept >said 2>&1 || die "$name: comity clock accept is refused"
grep -q 'timers run' said || die "$name: clock accept does not end the hold"
wake 120 300 600 1200
sleeps 4000 60
in_order

# ---- ... and back again: nothing fires twice, nothing is lost ----
name="a day back"
set_clock 0
tick
for minutes in 120 300 600 1200; do [ "$(woken $minutes)" = 1 ] || die "$name: the case of $minutes minutes woke again"; done
sleeps 4000 60
c task complete "$(c case show "${case_of[120]}" --json | sed -n 's/.*"number": "\([^"]*\)".*/\1/p')/finish" --outcome end \
    >said 2>&1 || die "$name: a case that was ahead of the clock does not go on"
set_clock -86400
tick
start 30
tick
sleeps 4000 60 30
set_clock 93600 # the right time after all, two hours later
tick_held
sleeps 60 30
c clock accept >said 2>&1
wake 30 60
sleeps 4000
in_order
# The hold outlives its host: who starts it again has not looked at the date.
set_clock 400000
tick_held
sleeps 4000
{ kill -9 $host && wait $host; } 2>/dev/null
end_listening
serve
tick_held
sleeps 4000
c clock accept >said 2>&1
wake 4000
for minutes in 30 60 120 300 600 1200; do [ "$(woken $minutes)" = 1 ] || die "$name: the case of $minutes minutes woke again"; done
in_order
# A jump while no host ran is seen as well; not so after a reboot, when nobody can tell, nor one of an hour or less.
name="a jump while stopped"
start 3000
stop
set_clock 600000
serve
tick_held
sleeps 3000
stop
sed -i 's/^[^ ]*/00000000-0000-0000-0000-000000000000/' data/clock
serve
wake 3000
start 30
stop
set_clock 603590
serve
wake 30
in_order
stop

# ---- the zone of the machine ----
# New York loses an hour on 8 March 2026 at 2:00 (07:00 UTC), gains one on 1 November (06:00 UTC); no tz database needed.
for at in "2026-03-08 06:59:00" "2026-11-01 05:59:00"; do
    dues=
    for zone in EST5EDT,M3.2.0,M11.1.0 Asia/Shanghai UTC0; do
        begin "zone $zone, $at" $(($(date -u -d "$at" +%s) - $(date +%s)))
        began=$((offset + $(date +%s)))
        start 50
        start 120
        [ "$(member number)" != "" ] || die "$name: no number"
        set_clock $((offset + 3300))
        tick
        wake 50
        sleeps 120
        c task list --json >said 2>&1
        due=$(member due)
        dues="$dues $due"
        c case show "${case_of[50]}" --json >said 2>&1
        opened=$(date -u -d "$(member opened)" +%s) || die "$name: no time of opening"
        [ $((opened - began)) -lt 300 ] && [ $((began - opened)) -lt 300 ] || die "$name: opened $opened, began $began"
        in_order
        stop
    done
    [ "$(printf '%s\n' $dues | sort -u | wc -l)" = 1 ] || die "$at: a deadline hangs on the zone of the machine:$dues"
done
echo "the clock was set $steps times: each timer fired once, in order"
