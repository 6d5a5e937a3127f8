#!/bin/sh
# mediation.sh COMITY WORKFLOWS - one whole mediation over HTTP, the host killed (-9) after every step and
# during every second one.
#
# Each step is posted with an Idempotency-Key, the host dies, comes back on the same data, and the
# step is posted again: the answer must be the first one and the case must have moved once. In the
# end the case is closed, `comity verify` is clean, and no name of a person is in what lies on disk.
set -u
comity=$1
workflows=$2
work=$(mktemp -d) || exit 1
pid=
kills=0

finish() {
    [ -z "$pid" ] || kill -9 "$pid" 2> /dev/null
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

die() {
    printf 'mediation.sh: %s\n' "$1" >&2
    [ ! -f "$work/body" ] || { printf 'last answer: '; cat "$work/body"; echo; } >&2
    [ ! -f "$work/log" ] || tail -5 "$work/log" >&2
    exit 1
}

serve() {
    : > "$work/out"
    "$comity" serve --data "$work/data" --listen 127.0.0.1:0 --workflows "$workflows" \
        > "$work/out" 2>> "$work/log" &
    pid=$!
    while ! grep -q '^ready ' "$work/out"; do
        kill -0 "$pid" 2> /dev/null || die "the host does not start"
        sleep 0.02
    done
    base=$(sed -n 's/^ready //p' "$work/out")
}

crash() {
    kill -9 "$pid"
    wait "$pid" 2> /dev/null
    kills=$((kills + 1))
    serve
}

# request METHOD PATH [KEY BODY]: status in $status, body in $work/body
request() {
    if [ $# -gt 2 ]; then
        status=$(curl -sS -o "$work/body" -w '%{http_code}' -X "$1" -H "Authorization: Bearer $token" \
            -H 'Content-Type: application/json' -H "Idempotency-Key: $3" -d "$4" "$base/api/v1$2")
    else
        status=$(curl -sS -o "$work/body" -w '%{http_code}' -X "$1" -H "Authorization: Bearer $token" \
            "$base/api/v1$2")
    fi
}

# The value of a text member of the last answer.
member() {
    sed 's/[{,]/\n/g' "$work/body" | sed -n "s/^ *\"$1\" *: *\"\([^\"]*\)\".*/\1/p" | head -1
}

# step PATH BODY STATUS: post, crash, post again, the same answer. Every second step the host dies
# while the request is under way: nobody knows whether it was recorded, the repeat finds out.
number=0
step() {
    number=$((number + 1))
    if [ $((number % 2)) -eq 0 ]; then
        curl -sS -o /dev/null -X POST -H "Authorization: Bearer $token" \
            -H 'Content-Type: application/json' -H "Idempotency-Key: step-$number" -d "$2" \
            "$base/api/v1$1" 2> /dev/null &
        under_way=$!
        sleep "0.00$((number % 10))"
        crash
        wait "$under_way"
    fi
    request POST "$1" "step-$number" "$2"
    [ "$status" = "$3" ] || die "POST $1 answered $status, not $3"
    cp "$work/body" "$work/first"
    crash
    request POST "$1" "step-$number" "$2"
    [ "$status" = "$3" ] || die "repeated after a crash, POST $1 answered $status, not $3"
    cmp -s "$work/first" "$work/body" || die "repeated after a crash, POST $1 answered something else"
}

# do_task FORM OUTCOME DATA: completes the oldest open task of that form.
do_task() {
    request GET "/tasks?case=$case&status=open"
    [ "$status" = 200 ] || die "the list of tasks answered $status"
    task=$(sed 's/{/\n{/g' "$work/body" | grep "\"form\" *: *\"$1\"" | head -1 |
        sed -n 's/.*"id" *: *"\([^"]*\)".*/\1/p')
    [ -n "$task" ] || die "no open task $1"
    step "/tasks/$task/complete" "{\"outcome\":\"$2\",\"data\":$3}" 200
}

stage_is() {
    request GET "/cases/$case"
    [ "$(member stage)" = "$1" ] || die "the case is in stage $(member stage), not $1"
}

"$comity" init "$work/data" > /dev/null 2> "$work/log" || die "init failed"
token=$(cat "$work/data/admin.token")
serve

step /cases '{"workflow":"dispute_mediation","data":{"source":"apply","kind":"neighbours","parties":[
  {"person":{"name":"罗晴川","phone":"13711112222"},"applies":true},{"person":{"name":"贺远帆"},"applies":false}],
  "facts":"晾衣杆伸过界线半米。","requests":"退回原界线。"}}' 201
case=$(member id)
[ -n "$case" ] || die "no id in the answer to POST /cases"
stage_is registered
do_task acceptance accept '{}'
do_task consent agree '{}'
stage_is choosing
do_task mediators chosen '{"mediators":[{"mediator":{"name":"章朝汐"}}]}'
do_task disclosure no_ties '{}'
do_task mediator_accepted accept '{}'
do_task mediator_accepted accept '{}'
do_task rights_notice told '{"session":"closed"}'
do_task rights_notice told '{"session":"open"}'
stage_is convening
do_task appointment on_the_spot '{}'
stage_is mediating

# An answer that is wrong changes nothing.
request GET "/tasks?case=$case&status=open"
task=$(sed -n 's/.*"id" *: *"\([^"]*\)".*"form" *: *"session_record".*/\1/p;s/.*"form" *: *"session_record".*"id" *: *"\([^"]*\)".*/\1/p' "$work/body")
request POST "/tasks/$task/complete" wrong '{"outcome":"agreed","data":{"held_on":"2026-02-30"}}'
[ "$status" = 422 ] || die "a wrong answer got $status, not 422"
grep -q 'held_on' "$work/body" && grep -q 'record' "$work/body" || die "the wrong fields are not all named"
stage_is mediating

do_task session_record agreed '{"held_on":"2026-01-06","record":"双方达成一致。"}'
request POST "/tasks/$task/complete" twice '{"outcome":"agreed","data":{"held_on":"2026-01-06","record":"再一次。"}}'
[ "$status" = 409 ] || die "a task completed twice got $status, not 409"
far=2099-01-20
do_task agreement written "{\"content\":\"院墙退回。\",\"performance\":\"dated\",\"obligations\":[
  {\"debtor\":{\"name\":\"贺远帆\"},\"creditor\":{\"name\":\"罗晴川\"},\"act\":\"退回院墙\",\"by_date\":\"$far\"},
  {\"debtor\":{\"name\":\"贺远帆\"},\"creditor\":{\"name\":\"罗晴川\"},\"act\":\"恢复排水沟\",\"by_date\":\"$far\"}]}"
do_task signature signed '{}'
do_task signature signed '{}'
do_task mediator_signature signed '{}'
do_task seal sealed '{}'
stage_is offering
do_task confirmation_notice told '{"court":"柳泉县人民法院"}'
stage_is performing
request POST "/cases/$case/signals/withdraw" late '{"data":{"row":"parties/1"}}'
[ "$status" = 409 ] || die "a withdrawal after the agreement got $status, not 409"
step "/cases/$case/signals/performed" '{"data":{"row":"obligations/1"}}' 200
step "/cases/$case/signals/performed" '{"data":{"row":"obligations/2"}}' 200
stage_is visiting
do_task follow_up fully '{"visited_on":"2026-01-20"}'
do_task follow_up fully '{"visited_on":"2026-01-21"}'
stage_is filing
do_task dossier checked '{"application":true,"identity":true,"rights":true,"sessions":true,"result":true,"back_cover":true}'
do_task filing filed '{"file_number":"2026-M-1"}'
request GET "/cases/$case"
[ "$(member status)" = closed ] || die "the case is $(member status), not closed"
[ "$(member outcome)" = agreed ] || die "the case ended as $(member outcome), not agreed"

kill -TERM "$pid"
wait "$pid"
rc=$?
pid=
[ "$rc" -eq 0 ] || die "SIGTERM ended the host with $rc"
"$comity" verify --data "$work/data" > "$work/body" 2>&1 || die "verify found something"
for name in 罗晴川 贺远帆 章朝汐 13711112222 晾衣杆伸过; do
    ! grep -rqaF -e "$name" "$work/data" "$work/log" || die "$name lies readable on disk"
done
printf 'one mediation, %s kills, closed and verified\n' "$kills"
