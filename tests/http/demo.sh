#!/usr/bin/env bash
# demo.sh COMITY WORKFLOWS - an office that is made up: the same seed makes the same cases, another
# one others; what was made is sound; a real host goes on from it, and each person may act.
comity=$1 workflows=$2
. "$(dirname "$0")/../lib/host.sh"
cases=20 until=2026-06-30

# demo SEED DIR: prints the summary.
demo() {
    timeout 250 "$comity" demo "$2" --workflows "$workflows" --cases $cases --seed "$1" --until $until --json >"$2.said" 2>said ||
        die "comity demo --seed $1 ended with $?"
}
number() { sed -n "s/^ *\"$1\": \([0-9]*\),*$/\1/p" "$2.said"; }
digest() { sed -n 's/^ *"digest": "\([0-9a-f]*\)".*/\1/p' "$1.said"; }

demo 7 office
demo 7 again
demo 8 other
[ -n "$(digest office)" ] && [ "$(digest office)" = "$(digest again)" ] || fault "the same seed made other cases" again.said
[ "$(digest office)" != "$(digest other)" ] || fault "another seed made the same cases" other.said
! cmp -s office/vault.key again/vault.key || fault "the seed decides the master key"
! cmp -s office/admin.token again/admin.token || fault "the seed decides the tokens"
[ "$(stat -c %a office/people.tokens)" = 600 ] || fault "others may read the tokens"

# ---- what was made ----
[ "$(number cases office)" -ge $cases ] || fault "there are not $cases cases" office.said
for what in open closed tasks_done people letters_brought places_claimed signals; do
    [ "$(number $what office)" -gt 0 ] || fault "nothing is $what" office.said
done
[ "$(number refused office)" = 0 ] || fault "something was refused" office.said
ends 0 'clean' verify

# ---- a present on a Sunday: nothing begins on it, and the last cases do not share one moment ----
timeout 250 "$comity" demo sunday --workflows "$workflows" --cases 30 --until 2026-06-28 --json >said 2>&1 || die "no demo of a Sunday"
/usr/bin/python3 - <<'PY' >read 2>&1 || fault 'cases of a Sunday' read
import sqlite3
opened = [row[0] for row in sqlite3.connect("sunday/comity.db").execute("SELECT opened_at FROM cases")]
sunday = 1782576000000 # 2026-06-28T00:00+08:00
assert len(opened) >= 30, len(opened)
assert max(opened) < sunday + 86400000 and sum(at >= sunday - 86400000 for at in opened) <= 2, "begun on a weekend"
assert max(opened.count(at) for at in opened) <= 3, "at one moment"
PY
rm -rf sunday

# ---- what is refused ----
cp -r office full
data= ends 1 'exists and is not empty; nothing in it was changed' demo full --workflows "$workflows" --cases 1
data= ends 64 'not in the future' demo new --workflows "$workflows" --until 2999-01-01
data= ends 64 'whole number' demo new --workflows "$workflows" --cases many
data= ends 64 'whole number' demo new --workflows "$workflows" --seed 99999999999999999999
data= ends 64 'nowhere' demo new --workflows nowhere
data= ends 64 'Name one folder' demo '' --workflows "$workflows"
: >file
data= ends 1 'is a file' demo file --workflows "$workflows"
data= ends 1 'is a file' demo file/new --workflows "$workflows"
# Whoever stops it finds nothing left.
for signal in INT TERM HUP; do
    setsid env --default-signal=INT "$comity" demo new --workflows "$workflows" --cases 100000 >said 2>&1 &
    others=$!
    until ls -d new.new-*/people.tokens >/dev/null 2>&1; do kill -0 $others 2>/dev/null || break; sleep 0.05; done
    kill -$signal $others
    wait $others
    [ $? = 75 ] && says 'Nothing was made' || fault "SIG$signal ended it otherwise" said
    others=''
done
[ ! -e new ] && [ -z "$(ls -d ./*.new-* 2>/dev/null)" ] || fault "something half-made was left: $(ls)"

# ---- a real host goes on ----
serve
gives 200 GET '/cases?limit=200'
[ "$(grep -o '"stage"' body | wc -l)" -ge 15 ] || fault "the host does not list the cases" body
gives 200 GET '/cases?card=red&limit=1'
has '"stage"' # supervision has begun somewhere
clerk=$(sed -n 's/^bai *\(comity_[^ ]*\).*/\1/p' office/people.tokens)
gives 200 GET /me '' "$clerk"
has '"bai"'
gives 200 GET '/tasks?list=group' '' "$clerk"
gives 401 GET /me '' comity_nobody
stop
ends 0 'clean' verify
told
