#!/usr/bin/env bash
# debugger.sh COMITY - `comity case replay`, `case export`, `verify FILE` as a person sees them: a
# known case turn by turn, the same from its file without a host, and what is said of a file in
# which something was changed. Ids and times differ each time: they stand as ID and TIME.
set -u
comity=$1
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
fail() {
    echo "$1"
    sed 's/^/    /' said | head -${2:-8}
    failed=$((failed + 1))
}
# ends CODE TEXT ARGUMENTS...
ends() {
    local code=$1 text=$2
    shift 2
    timeout 60 "$comity" "$@" >said 2>&1 </dev/null
    local got=$?
    if [ $got != "$code" ] || ! grep -qF -- "$text" said; then
        fail "comity $*: ended with $got, not $code, or did not say: $text"
    fi
}
shape() { sed -E 's/\b[0-9a-hjkmnp-tv-z]{26}\b/ID/g; s/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}/TIME/g; s/[0-9]{4}-[0-9]{2}-[0-9]{2}/DATE/g; s/[0-9]{4}(E[0-9]{6})/YEAR\1/g'; }

mkdir -p scripts/errand
cat >scripts/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "taking",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request", text "label" { zh = "标签", en = "Label", plain = true },
  text "why" { zh = "缘由", en = "Why" } }
form "carry" { zh = "办理", en = "Carry", outcome "done" { zh = "完成", en = "Done" }, outcome "torn" { zh = "破了", en = "Torn" } }
stage "taking" { zh = "受理", en = "Taking", next = { "doing" }, function(case)
  local label = case.data.label
  local answer = case:task("carry", { to = "clerk" })
  case:set { taken = true }
  return "doing"
end }
stage "doing" { zh = "办理", en = "Doing", function(case)
  local times, why = 0, case.data.why
  local function count(answer)
    local before = times
    times = times + 1
    if answer.outcome == "torn" then error { code = "torn", message = "the bag is torn" } end
    case:task("carry", { to = "clerk" })
    return before
  end
  local both = case:all {
    near = function() local name = "near" return count(case:task("carry", { to = "clerk" })) end,
    far = function() case:sleep(hours(1)) return 0 end,
  }
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
start() { "$comity" case start errand "{\"label\": \"$1\", \"why\": \"canary\"}" --data office --json | grep -o '"number": "[^"]*"' | cut -d '"' -f 4; }
carry() { "$comity" task complete "$1/carry" --outcome "$2" --data office >said 2>&1 || die "$(cat said)"; }
number=$(start one)
carry "$number" done
carry "$number" done

"$comity" case replay "$number" --data office >shown || fail "replay ended with $?"
cat >expected <<'TEXT'
case YEARE000001  errand  doing  open

== stage taking  release 1

turn 1  TIME  started  by: ID  number: YEARE000001  office: office  workflow: errand
    heard       begin
    asked for   1  task carry {to: clerk} -> {task: ID}
                   errand/workflow.lua:8  local answer = case:task("carry", { to = "clerk" })
    waits       taking  for task carry (1)
                   label = "one"

turn 2  TIME  task_completed  by: ID  form: carry  task: ID  version: 1
    accepted    task 1: done
    heard       1  {by: ID, office: office, on: DATE, outcome: done}
    asked for   2  set {taken: true}
                   errand/workflow.lua:9  case:set { taken = true }
    goes on     doing
                   errand/workflow.lua:10  return "doing"

== stage doing  release 1

turn 3  TIME  stage_opened
    heard       begin
    asked for   1  all {branches: [far, near]}
                   errand/workflow.lua:21  local both = case:all {
    asked for   far/1  sleep {n: 1, unit: h} -> {until: UNTIL}
                   errand/workflow.lua:23  far = function() case:sleep(hours(1)) return 0 end,
    asked for   near/1  task carry {to: clerk} -> {task: ID}
                   errand/workflow.lua:22  near = function() local name = "near" return count(case:task("carry", { to = "clerk" })) end,
    waits       doing  for all
                   errand/workflow.lua:21  local both = case:all {
                   times = 0
                   why = (personal)
    waits       far  for sleep (far/1)
    waits       near  for task carry (near/1)
                   name = "near"

turn 4  TIME  task_completed  by: ID  form: carry  task: ID  version: 1
    accepted    task near/1: done
    heard       near/1  {by: ID, office: office, on: DATE, outcome: done}
    asked for   near/2  task carry {to: clerk} -> {task: ID}
                   errand/workflow.lua:18  case:task("carry", { to = "clerk" })
    waits       doing  for all
                   errand/workflow.lua:21  local both = case:all {
                   times = 1
                   why = (personal)
    waits       far  for sleep (far/1)
                   errand/workflow.lua:23  far = function() case:sleep(hours(1)) return 0 end,
    waits       near  for task carry (near/2)
                   answer = { by = "ID", office = "office", on = "DATE", outcome = "done" }
                   before = 0
                   times = 1  (from outside)
TEXT
shape <shown | sed -E 's/until: [0-9]+/until: UNTIL/' >seen
diff -u expected seen || failed=$((failed + 1))
grep -q canary shown && fail "a personal value is shown"

# one turn in full: the lines that ran, what is in the functions around, the data
ends 0 'ran         errand/workflow.lua:18  case:task("carry", { to = "clerk" })' case replay "$number" --at 4 --data office
grep -qF 'count = function errand/workflow.lua:14' said || fail "no functions in full" 60
grep -qF 'why = (personal)' said || fail "no data in full" 60
ends 0 '第 4 步' case replay "$number" --at 4 --lang zh --data office
ends 0 '(for turns before these: --before 4)' case replay "$number" --limit 1 --data office
ends 0 'turn 2' case replay "$number" --before 3 --data office
ends 0 '"pages": [' case replay "$number" --data office --json
ends 1 'The case has no turn 9; its last is turn 4.' case replay "$number" --at 9 --data office
ends 64 '--at wants a number' case replay "$number" --at x --data office
ends 64 '--lang is zh or en.' case replay "$number" --lang fr --data office

# a script that failed
torn=$(start two)
carry "$torn" done
carry "$torn" torn
ends 0 'parked      torn: the bag is torn' case replay "$torn" --data office
grep -qF 'errand/workflow.lua:17' said || fail "no place of the error" 60
grep -qF 'stack       stack traceback:' said || fail "no stack" 60
ends 0 'if it were retried now' case replay "$torn" --data office
sed -n '/if it were retried/,$p' said | shape >seen
cat >expected <<'TEXT'
if it were retried now
    fails       torn: the bag is torn
                   errand/workflow.lua:17  if answer.outcome == "torn" then error { code = "torn", message = "the bag is torn" } end
    stands      near
                   answer = { by = "ID", office = "office", on = "DATE", outcome = "torn" }
                   before = 0
                   times = 1  (from outside)
    stands      doing
                   errand/workflow.lua:21  local both = case:all {
                   times = 1
                   why = (personal)
TEXT
diff -u expected seen || failed=$((failed + 1))

# as a file
"$comity" case export "$number" --data office >case.json || fail "export ended with $?"
"$comity" case export "$torn" --data office >torn.json || fail "export ended with $?"
ends 1 'There is no case 2000E000009' case export 2000E000009 --data office
kill -TERM $host
wait $host || die "SIGTERM ended the host with $?"
host=
ends 0 '1 cases, 4 turns, 2 stages replayed: clean' verify case.json
ends 0 '2 stages replayed: clean' verify torn.json
"$comity" case replay case.json >again || fail "replay of a file ended with $?"
cmp -s shown again || { cp again said; fail "the file replays otherwise"; }
ends 0 'parked      torn: the bag is torn' case replay torn.json
ends 0 'waits       far  for sleep (far/1)' case replay case.json --at 3
grep -q canary case.json && die "a personal value is in the file"
[ "$(tail -c 3 case.json | od -An -tx1 | tr -d ' \n')" = 227d0a ] || die "the file does not end as it should"

# changed WHAT: a file of the same length but for one thing
changed() { sed "s/$1/$2/" case.json >changed.json && ! cmp -s case.json changed.json || die "nothing was changed: $1"; }
changed '\\"taken\\":true' '\\"taken\\":null'
ends 1 'turn 3 is not the one that was recorded' verify changed.json
ends 78 'turn 3 is not the one that was recorded' case replay changed.json
changed 'case:set { taken = true }' 'case:set { taken = nil! }'
ends 1 'release 1 is not the one that was published' verify changed.json
changed '"office":"office","opened_at"' '"office":"offixe","opened_at"'
ends 1 'its digest is another' verify changed.json
head -c 2000 case.json >changed.json
ends 1 'is not a whole exported case' verify changed.json
ends 1 '"code": "corrupt"' verify changed.json --json
ends 78 'This is no exported case.' verify scripts/errand/workflow.lua
ends 78 'This is no exported case.' case replay scripts/errand/workflow.lua
ends 64 'Cannot open' verify not-there.json

[ $failed = 0 ] && echo "the debugger shows what it should"
exit $((failed > 0))
