#!/usr/bin/env bash
# verify.sh COMITY TAMPER - `comity verify` finds what was changed in the database of an office: each
# change on a copy of its own, with the sentence that names it, and nothing written by verify.
set -u
comity=$1
tamper=$2
work=$(mktemp -d) || exit 1
host=
failed=0
finish() {
    [ -z "$host" ] || kill -9 "$host" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
cd "$work" || exit 1

die() {
    echo "$@"
    exit 1
}

# finds CODE TEXT SQL: after SQL, verify ends with CODE and says TEXT.
finds() {
    local code=$1 text=$2 sql=$3 got sum
    rm -rf copy && cp -r office copy
    "$tamper" copy "$sql" || { echo "    $sql"; failed=$((failed + 1)); return; }
    sum=$(cksum <copy/comity.db)
    timeout 60 "$comity" verify --data copy >said 2>&1
    got=$?
    if [ $got != "$code" ] || ! grep -qF -- "$text" said; then
        echo "$sql: verify ended with $got, not $code, or did not say: $text"
        sed 's/^/    /' said | head -5
        failed=$((failed + 1))
    fi
    [ "$(cksum <copy/comity.db)" = "$sum" ] || die "verify wrote to the database"
}

mkdir -p scripts/errand
cat >scripts/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "taking",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request", text "label" { zh = "标签", en = "Label", plain = true } }
form "carry" { zh = "办理", en = "Carry" }
clock "E1" { zh = "期限", en = "Term", owner = "office", basis = "assumed", within = days(5) }
stage "taking" { zh = "受理", en = "Taking", next = { "doing" }, function(case)
  case:task("carry", { to = "clerk" })
  return "doing"
end }
stage "doing" { zh = "办理", en = "Doing", function(case)
  case:start_clock("E1", { from = case:now() })
  case:task("carry", { to = "clerk" })
  case:stop_clock "E1"
  return case:close "done"
end }
LUA
mkdir -p scripts/pair
cat >scripts/pair/workflow.lua <<'LUA'
workflow "pair" { zh = "双件", en = "Pair", code = "P", intake = "request", start = "pairing",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request", text "label" { zh = "标签", en = "Label", plain = true } }
form "carry" { zh = "办理", en = "Carry" }
stage "pairing" { zh = "拆分", en = "Pairing", function(case)
  local one = case:start_case("errand", { as = "left", with = { label = "l" } })
  case:start_case("errand", { as = "right", with = { label = "r" } })
  case:link("first", one)
  case:task("carry", { to = "clerk" })
  return case:close "done"
end }
LUA
"$comity" init office >/dev/null || exit 1
"$comity" serve --data office --workflows scripts --listen 127.0.0.1:0 >out 2>log &
host=$!
until grep -q '^ready ' out; do
    kill -0 $host 2>/dev/null || die "$(cat log)"
    sleep 0.05
done
# the first is in its second stage, the second in its first, the third closed
for name in one two three; do
    "$comity" case start errand "{\"label\": \"$name\"}" --data office >/dev/null || die "no case $name"
done
carry() {
    "$comity" task complete "$1/carry" --data office >said || die "$(cat said)"
}
numbers=$("$comity" case list --data office --json | grep -o '"number": "[^"]*"' | cut -d '"' -f 4 | sort)
first=$(sed -n 1p <<<"$numbers")
third=$(sed -n 3p <<<"$numbers")
carry "$first"
carry "$third"
carry "$third"
"$comity" case start pair '{"label": "four"}' --data office >/dev/null || die "no pair"
for number in $numbers; do # each look is a line of the audit log
    "$comity" case show "$number" --data office >/dev/null || die "no $number"
done
until [ "$("$comity" case list --data office --json | grep -c '"number"')" = 6 ]; do sleep 0.05; done
kill -TERM $host
wait $host || die "SIGTERM ended the host with $?"
host=
"$comity" verify --data office >said || die "an office nobody touched: $(cat said)"

one="case_id = 1"
last="id = (SELECT head FROM cases WHERE id = 1)"
finds 1 'turn 1 is not the one that was recorded' \
    "UPDATE journal SET body = replace(body, 'one', 'two') WHERE $one AND seq = 1"
finds 1 'turn 2 is not the one that was recorded' "UPDATE journal SET at = at + 1 WHERE $one AND seq = 2"
finds 1 'turn 3 is not the one that was recorded' "UPDATE journal SET hash = zeroblob(32) WHERE $one AND seq = 2"
finds 1 'is not the one its follower names' "UPDATE cases SET hash = zeroblob(32) WHERE id = 1"
finds 1 'restore the last backup' "DELETE FROM journal WHERE $last"
finds 1 'restore the last backup' "DELETE FROM journal WHERE $one AND seq = 1"
finds 1 'is missing' "UPDATE cases SET seq = seq + 1 WHERE id = 1"
finds 1 'the case is closed, its journal says open' "UPDATE cases SET status = 3 WHERE id = 1"
finds 1 'the case is open, its journal says closed' "UPDATE cases SET status = 1 WHERE id = 3"
finds 1 'the case ended as "x", its journal says "done"' "UPDATE cases SET outcome = 'x' WHERE id = 3"
finds 1 'the case is in taking, its journal in doing' "UPDATE cases SET stage = 'taking' WHERE id = 1"
finds 1 'The release 9' "UPDATE cases SET release = 9 WHERE id = 2"
finds 1 'the case has 0 waits, its journal tells of 1' "DELETE FROM parts WHERE $one AND kind = 1"
finds 1 'which its journal has ended or never asked for' \
    "UPDATE parts SET key = '77' WHERE $one AND kind = 1"
finds 1 'is done, its journal says open' "UPDATE tasks SET status = 2 WHERE case_id = 2"
finds 1 'is open, its journal says done' "UPDATE tasks SET status = 0 WHERE case_id = 3"
finds 1 '0 clocks run, the journal tells of 1' "DELETE FROM parts WHERE $one AND kind = 3"
finds 1 'the case is unknown, its journal says open' "UPDATE cases SET status = 9 WHERE id = 1"
finds 1 'is unknown, its journal says open' "UPDATE tasks SET status = 9 WHERE case_id = 2"
finds 1 'the stored task "?" cannot be read' "UPDATE tasks SET body = '[]' WHERE $one"
finds 1 'falls due at another time than its ledger says' "UPDATE parts SET due_ms = due_ms + 1 WHERE $one AND kind = 3"
finds 1 'falls due at another time than its journal says' "UPDATE parts SET due_ms = 5 WHERE $one AND kind = 1"
finds 1 'has a timer, which no task has' "UPDATE tasks SET due_ms = 5 WHERE $one AND status = 0"
finds 1 'marked as ready, but has nothing to hear' "UPDATE cases SET is_ready = 1 WHERE id = 1"
finds 1 'marked as ready, but is closed' "UPDATE cases SET is_ready = 1 WHERE id = 3"
finds 1 'its journal tells of 2' "DELETE FROM parts WHERE case_id = 4 AND kind = 5 AND id = (SELECT max(id) FROM parts WHERE kind = 5 AND case_id = 4)"
finds 1 'its journal never linked the case to' "UPDATE parts SET key = 'x' WHERE case_id = 5 AND kind = 5"
finds 1 'its journal tells of 1' "DELETE FROM parts WHERE case_id = 5 AND kind = 5"
finds 1 'the audit log is not the one' "UPDATE audit SET actor = 'x' WHERE id = 2"
finds 1 'Line 3 of the audit log' "DELETE FROM audit WHERE id = 2"
finds 1 'Line 1 of the audit log' "UPDATE audit SET case_ref = NULL WHERE id = 1"
finds 78 'newer Comity' "CREATE TABLE x (y); INSERT INTO x VALUES (1); PRAGMA user_version = 99"

[ $failed = 0 ] && echo "every change was found"
exit $((failed > 0))
