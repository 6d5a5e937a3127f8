#!/usr/bin/env bash
# reload.sh COMITY - releases are published, activated and taken back while people start cases and do
# their tasks: no request fails, every case is what its journal says. With a thread sanitizer the host
# must end with 0 as well.
set -u
comity=$1
work=$(mktemp -d) || exit 1
host= people=
finish() {
    kill -9 $host $people 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
cd "$work" || exit 1
die() {
    echo "reload.sh: $1"
    tail -20 log
    exit 1
}

mkdir -p folder/errand
errand() { # errand N: every second one begins with a command more, every one has other words
    cat >folder/errand/workflow.lua <<LUA
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "asking",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request", text "label" { zh = "事项", en = "What", plain = true } }
form "carry" { zh = "办理", en = "Carry $1" }
stage "asking" { zh = "征求意见", en = "Asking", next = { "doing" }, function(case)
$([ $(($1 % 2)) = 0 ] && echo '  case:note { zh = "改", en = "changed" }')
  case:task("carry", { to = "clerk" })
  return "doing"
end }
stage "doing" { zh = "办理", en = "Doing", function(case)
  case:task("carry", { to = "clerk" })
  return case:close "done"
end }
LUA
}

errand 1
"$comity" init office >/dev/null 2>log || die "init failed"
"$comity" serve --data office --listen 127.0.0.1:0 --workflows folder >out 2>>log &
host=$!
until grep -qs '^ready ' out; do
    kill -0 $host 2>/dev/null || die "the host does not start"
    sleep 0.05
done
base=$(sed -n 's/^ready //p' out) token=$(cat office/admin.token)
ask() { curl -sS -H "Authorization: Bearer $token" --max-time 60 "$@"; }

# Somebody starts cases, and does the first tasks of the list; each status is noted.
start_cases() {
    until [ -f enough ]; do
        ask -o /dev/null -w '%{http_code}\n' -d '{"workflow":"errand","data":{"label":"x"}}' "$base/api/v1/cases" >>started
    done
}
do_tasks() {
    until [ -f enough ]; do
        for task in $(ask "$base/api/v1/tasks?status=open&limit=5" | grep -o '"id":"[^"]*"' | cut -d '"' -f 4); do
            ask -o /dev/null -w '%{http_code}\n' -d '{}' "$base/api/v1/tasks/$task/complete" >>done
        done
    done
}
start_cases &
people=$!
do_tasks &
people="$people $!"

for i in 2 3 4 5 6 7; do
    errand $i
    "$comity" publish folder --activate --why "change $i" --data office >said 2>&1 || { cat said; die "change $i"; }
    if [ $((i % 3)) = 0 ]; then
        "$comity" rollback --why "not $i" --data office >said 2>&1 || { cat said; die "not taken back: $i"; }
    fi
done
touch enough
wait $people
people=
[ "$(sort -u started)" = 201 ] || die "cases were refused: $(sort started | uniq -c | tr '\n' ' ')"
[ "$(sort -u done)" = 200 ] || die "tasks were refused: $(sort done | uniq -c | tr '\n' ' ')"
kill -TERM $host
wait $host || die "SIGTERM ended the host with $?"
host=
"$comity" verify --data office >said 2>&1 || { cat said; die "verify"; }
echo "$(wc -l <started) cases, $(wc -l <done) tasks"
