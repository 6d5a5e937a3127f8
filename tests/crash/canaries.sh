#!/usr/bin/env bash
# canaries.sh COMITY WORKFLOWS CLUMSY - what people say of themselves is nowhere but in the vault.
#
# Hundreds of invented names, numbers, addresses and sentences go in by every door: in answers that are right, wrong
# or not JSON, in fields nobody declared, in paths, queries, headers, and through a script that handles them as
# clumsily as it can. Cases run to their end, park, beget others; people are erased; the host is killed, its disk
# fills up and its commits fail. Then not one of them stands in the data directory, the log, the temporary folder,
# a list, a journal, the events, the metrics, or an answer - but the answer that shows a case to who may see it,
# where every one of them must be.
set -u
comity=$1
workflows=$2
clumsy=$3
work=$(mktemp -d) || exit 1
host= listener= failed=0 requests=0
finish() {
    [ -z "$listener" ] || kill "$listener" 2>/dev/null
    [ -z "$host" ] || kill -9 "$host" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1
mkdir scripts temporary
cp -r "$workflows"/dispute_mediation "$clumsy"/clumsy scripts/
export TMPDIR=$work/temporary SQLITE_TMPDIR=$work/temporary

die() {
    echo "canaries.sh: $1"
    [ ! -s body ] || head -c 600 body
    [ ! -s log ] || tail -n 5 log | cut -c1-300
    exit 1
}

# ---- people who do not exist ----
family=(柯 庹 逄 妫 佴 亓 仉 乜 揭 逯) given=(砚 濂 翊 邈 骞 璐 彧 衎 睢 蓥) last=(舟 帆 汐 川 禾 屿 棠 岑 笙 榆)
people=0
: >canaries
note() { printf '%s\n' "$@" >>canaries; }
# One more person, in $name $phone $number $home: no two share any of them.
somebody() {
    local n=$((people += 1)) digits sum=0 weight=2 i
    name=${family[n / 100 % 10]}${given[n / 10 % 10]}${last[n % 10]}
    phone=$((19900000000 + n * 7919))
    digits=$(printf '9%05d19%02d0%d%02d%03d' $((n * 31 % 100000)) $((n % 90 + 10)) $((n % 9 + 1)) $((n % 27 + 1)) $((n % 1000)))
    for ((i = 16; i >= 0; i--)); do
        sum=$((sum + weight * ${digits:i:1})) weight=$((weight * 2 % 11))
    done
    check=10X98765432
    number=$digits${check:sum % 11:1}
    home="鹊桥镇碧螺巷$((n * 13))弄$((n + 500))号"
    note "$name" "$phone" "$number" "$home"
}
person() { # a person as JSON
    somebody
    printf -v json '{"name":"%s","phone":"%s","id_type":"id_card","id_number":"%s","address":"%s"}' "$name" "$phone" "$number" "$home"
}
sentences=0
sentence() { # a sentence nobody says, in $said
    said="檐下第$((sentences += 1))只鹩哥说了$((sentences * 104729))"
    note "$said"
}

# ---- the host ----
serve() { # serve [PLAN OF FAULTS]
    : >out
    COMITY_FAULT=${1:-} "$comity" serve --data data --workflows scripts --listen 127.0.0.1:0 >>out 2>>log &
    host=$!
    until grep -q '^ready ' out; do
        kill -0 $host 2>/dev/null || die "the host does not start"
        sleep 0.02
    done
    base=$(sed -n 's/^ready //p' out)
}
crash() {
    { kill -9 $host && wait $host; } 2>/dev/null
    cp -r data "life-$((lives = ${lives:-0} + 1))" # its write-ahead log and all
    serve "${1:-}"
}

# ---- requests: everything that is answered is kept in `told`, but the cases that are shown ----
ask() { # ask METHOD TARGET [CURL OPTIONS...]
    requests=$((requests + 1))
    status=$(curl -sS -o body -D head -w '%{http_code}' -X "$1" -H "Authorization: Bearer $token" "${@:3}" "$base$2" 2>>curl) || status=000
    cat head body >>told
}
post() { # post PATH BODY [CURL OPTIONS...]: again with the same key while the host has trouble
    local key="key-$requests"
    ask POST "/api/v1$1" -H 'Content-Type: application/json' -H "Idempotency-Key: $key" -d "$2" "${@:3}"
    while [[ $status = 000 || $status = 503 || $status = 507 ]]; do
        sleep 0.05
        ask POST "/api/v1$1" -H 'Content-Type: application/json' -H "Idempotency-Key: $key" -d "$2" "${@:3}"
    done
}
must() { [ "$status" = "$1" ] || die "$2 was answered $status, not $1"; }
id() { sed -n 's/.*"id" *: *"\([^"]*\)".*/\1/p' body | head -1; }
show() { # shows a case to who may see it: the one answer that is not kept
    requests=$((requests + 1))
    curl -sS -H "Authorization: Bearer $token" "$base/api/v1/cases/$1" >>shown
    echo >>shown
}
finish_tasks() { # finish_tasks CASE FORM OUTCOME DATA
    local each
    ask GET "/api/v1/tasks?case=$1&status=open&form=$2"
    for each in $(grep -o '"id":"[^"]*"' body | cut -d '"' -f 4); do
        post "/tasks/$each/complete" "{\"outcome\":\"$3\",\"data\":$4}"
        must 200 "$2"
    done
}

"$comity" init data >/dev/null 2>log || die "init failed"
token=$(cat data/admin.token)
serve
curl -sSN -H "Authorization: Bearer $token" "$base/api/v1/events?after=0" >>told 2>/dev/null &
listener=$!

# ---- two mediations with many parties, one of them to its end ----
mediation() { # mediation PARTIES: in $case
    local parties= i
    for ((i = 0; i < $1; i++)); do
        person
        sentence
        parties="$parties${parties:+,}{\"person\":$json,\"applies\":true,\"needs\":\"$said\",\"birth_date\":\"19$((i % 50 + 40))-03-07\"}"
    done
    sentence
    local facts=$said
    sentence
    post /cases "{\"workflow\":\"dispute_mediation\",\"data\":{\"source\":\"entrusted\",\"entrusted_by\":\"PLAINLY-READABLE\",\"kind\":\"neighbours\",\"parties\":[$parties],\"facts\":\"$facts\",\"requests\":\"$said\"}}"
    must 201 "a mediation"
    case=$(id)
}
mediation 40
first=$case
crash 'store.unknown_lost=3,store.unknown_kept=9,store.full=6'
mediation 30
second=$case
mediation 3
third=$case
finish_tasks "$third" acceptance accept '{}'
finish_tasks "$third" consent agree '{}'
person
mediator=$json
sentence
finish_tasks "$third" mediators chosen "{\"mediators\":[{\"mediator\":$mediator}]}"
finish_tasks "$third" disclosure ties "{\"ties\":\"$said\"}"
crash
sentence
finish_tasks "$third" mediator_accepted accept "{\"why\":\"$said\"}"
finish_tasks "$third" rights_notice told '{"session":"closed"}'
finish_tasks "$third" appointment on_the_spot '{}'
sentence
finish_tasks "$third" session_record agreed "{\"held_on\":\"2026-01-05\",\"record\":\"$said\",\"present\":\"$said\"}"
sentence
finish_tasks "$third" agreement oral "{\"content\":\"$said\",\"performance\":\"at_once\"}"
finish_tasks "$third" confirmation_notice told '{"court":"柳泉县人民法院"}'
finish_tasks "$third" follow_up fully '{"visited_on":"2026-01-05"}'
finish_tasks "$third" dossier checked '{"application":true,"identity":true,"rights":true,"sessions":true,"result":true,"back_cover":true}'
finish_tasks "$third" filing filed '{"file_number":"2026-M-1"}'
show "$third"
grep -q "\"status\":\"closed\"" shown || { grep -o "\"stage\":\"[a-z_]*\"" shown; ask GET "/api/v1/tasks?case=$third"; die "the mediation has not come to its end"; }

# ---- a clumsy script ----
clumsy() { # clumsy MODE: a case in $case, its task in $task
    person
    sentence
    post /cases "{\"workflow\":\"clumsy\",\"data\":{\"mode\":\"$1\",\"person\":$json,\"words\":\"$said\",\"phone\":\"$phone\",\"home\":{\"text\":\"$home\"},\"number\":\"$number\",\"born\":\"2011-04-05\"}}"
    must 201 "a clumsy case"
    case=$(id)
    ask GET "/api/v1/tasks?case=$case&status=open"
    task=$(id)
}
modes=$(sed -n 's/^    \([a-z_]*\) = function() .*end,$/\1/p' scripts/clumsy/workflow.lua)
for mode in $modes; do
    clumsy "$mode"
    show "$case"
    sentence
    post "/tasks/$task/complete" "{\"outcome\":\"ok\",\"data\":{\"remark\":\"$said\"}}"
    must 200 "look"
    post "/cases/$case/retry" '{}'
    ask GET "/api/v1/cases/$case/journal"
    ask GET "/api/v1/cases/$case?personal=false"
done
crash
ask GET /api/v1/incidents
[ "$(grep -o '"code"' body | wc -l)" -ge 10 ] || die "the clumsy script raised less than it should"

# ---- a child, a signal, an erasure ----
clumsy none
sentence
post "/tasks/$task/complete" "{\"outcome\":\"ok\",\"data\":{\"remark\":\"$said\"}}"
sentence
somebody
post "/cases/$case/signals/tell" "{\"data\":{\"more\":\"$said\",\"phone\":\"$phone\"}}"
must 200 "a signal"
show "$case"
post "/cases/$case/signals/tell" "{\"data\":{\"more\":\"$said\",\"phone\":\"$phone\"}}"
must 409 "a signal too late"
clumsy child
show "$case"
erased=$case
gone=$(sed -n 's/.*"person":{"person":"\([0-9a-z]\{26\}\)","personal":true,"value".*/\1/p' shown | tail -n 1)
[ -n "$gone" ] || die "no person to erase"
post "/cases/$erased/people/$gone/erase" '{}'
must 200 "an erasure"
curl -sS -H "Authorization: Bearer $token" "$base/api/v1/cases/$erased" >erased
! grep -qF "$name" erased || die "who was erased is shown"
grep -q '"erased":true' erased || die "nobody was erased"

encoded() { printf %s "$1" | od -An -v -tx1 | tr -d '\n' | tr ' ' %; }

# ---- answers that are wrong: each says what is wrong and not what was said ----
refused() { # refused STATUS PATH BODY [CURL OPTIONS...]
    local want=$1
    post "${@:2}"
    must "$want" "$2 with a wrong answer"
}
for ((n = 0; n < 12; n++)); do
    person
    sentence
    refused 422 /cases "{\"workflow\":\"clumsy\",\"data\":{\"mode\":\"x\",\"person\":\"$name $phone\",\"words\":{\"a\":\"$said\"},\"phone\":\"$phone$n\",\"home\":[\"$home\"],\"number\":\"${number%?}Y\"}}"
    refused 422 /cases "{\"workflow\":\"dispute_mediation\",\"data\":{\"source\":\"$name\",\"kind\":\"$said\",\"parties\":[{\"person\":$json,\"applies\":\"$name\"}],\"facts\":7,\"requests\":\"$home\"}}"
    refused 400 /cases "{\"workflow\":\"clumsy\",\"data\":{\"nickname\":\"$name\",\"$name\":1,\"$phone\":2,\"mode\":\"x\",\"telephones\":[\"$phone\"],\"person\":{\"name\":\"$name\",\"nick\":\"$said\"}}}"
    refused 400 /cases "{\"workflow\":\"clumsy\",\"data\":{\"person\":$json,\"words\":\"$said"
    refused 400 /cases "{\"workflow\":\"clumsy\",\"data\":{\"words\":$said}}"
    refused 400 /cases "{\"workflow\":\"clumsy\",\"data\":{\"words\":\"$said\",\"words\":\"$name\"}}"
    refused 400 /cases "$name,$phone,$home"
    refused 400 /cases "[\"$name\",$number]"
    refused 404 /cases "{\"workflow\":\"$name\",\"data\":{}}"
    refused 400 /cases "{\"workflow\":\"clumsy\",\"$name\":{\"$n\":\"$home\"},\"data\":{}}"
    refused 400 /cases "{\"workflow\":\"clumsy\",\"office\":\"$name\",\"data\":{}}"
    refused 404 "/cases/$first/signals/$(encoded "$name")" '{}'
    refused 404 "/cases/$first/signals/tell" "{\"data\":{\"more\":\"$said\"}}"
    clumsy none
    person
    refused 422 "/tasks/$task/complete" "{\"outcome\":\"$name\",\"data\":{\"remark\":[\"$home\"],\"n\":$phone}}"
    refused 400 "/tasks/$task/complete" "{\"outcome\":\"ok\",\"data\":{\"remark\":\"x\",\"who\":$json}}"
    refused 422 "/cases/$case/signals/tell" "{\"data\":{\"more\":\"$(printf "$said%.0s" {1..40})\",\"phone\":\"$home\"}}"
    show "$case"
done

# ---- where nothing personal belongs ----
for ((n = 0; n < 8; n++)); do
    somebody
    ask GET "/api/v1/cases/$(encoded "$name")"
    ask GET "/api/v1/workflows/$(encoded "$name")"
    ask GET "/api/v1/$(encoded "$home")"
    ask GET "/api/v1/tasks?case=$(encoded "$name")"
    ask GET "/api/v1/tasks?status=$phone"
    ask GET "/api/v1/cases?$(encoded "$name")=$number&limit=$(encoded "$home")"
    ask GET "/api/v1/cases/$first/journal?before=$number"
    ask DELETE "/api/v1/cases/$phone"
    ask GET /api/v1/me -H "Authorization: Bearer $phone"
    ask GET /api/v1/me -H "Authorization: Basic $name"
    ask GET /api/v1/me -H "X-Name: $name" -H "User-Agent: $home" -H "Referer: http://h/$(encoded "$name")"
    ask POST /api/v1/cases -H "Content-Type: text/$phone" -d "$name"
    ask POST /api/v1/cases -H 'Content-Type: application/json' -H "Idempotency-Key: $(printf '%0130d' "$phone")" -d '{}'
    ask POST "/api/v1/cases/$first/people/$phone/erase" -H 'Content-Type: application/json' -d '{}'
    ask POST "/api/v1/cases/$second/retry" -H 'Content-Type: application/json' -H "Idempotency-Key: $name" -d '{}'
done

# ---- what is told of all that ----
for target in /api/v1/cases /api/v1/tasks /api/v1/incidents /api/v1/workflows /metrics /readyz /api/v1/openapi.json \
    "/api/v1/cases/$first/journal" "/api/v1/cases/$second/journal" "/api/v1/cases/$third/journal" "/api/v1/cases/$erased/journal" \
    "/api/v1/cases/$first?personal=false" "/api/v1/cases/$erased?personal=false" "/api/v1/tasks?limit=200"; do
    ask GET "$target"
    must 200 "$target"
done
for command in "case list" "task list" "incident list" "case journal $first" "verify" "case list --json"; do
    # shellcheck disable=SC2086
    "$comity" $command --host "$base" --token-file data/admin.token >>told 2>&1 || [ "$command" = verify ] || die "comity $command fails"
done
show "$first"
show "$second"
kill $listener 2>/dev/null
wait $listener 2>/dev/null
listener=
{ kill -9 $host && wait $host; } 2>/dev/null
cp -r data life-last
serve
kill -TERM $host
wait $host || die "SIGTERM ended the host with $?"
host=
"$comity" verify --data data >>told 2>&1 || die "verify finds a fault"

# ---- the search, in the letters people write, in those of JSON and in those of addresses ----
sort -u canaries >raw
while IFS= read -r each; do encoded "$each"; echo; done <raw | tr a-f A-F >percent
{ cat raw; cat percent; tr A-F a-f <percent; } | sort -u >patterns
count=$(wc -l <raw)
[ "$count" -ge 500 ] || die "there are only $count canaries"
look() { # look WHAT FILES...: not one of them there
    local what=$1 hits
    shift
    hits=$(grep -raoFf patterns "$@" | sort | uniq -c | head -5)
    [ -z "$hits" ] || { echo "canaries.sh: $what:" && echo "$hits" | cut -c1-300 && failed=$((failed + 1)); }
}
look "in the data directory" data life-*
look "in the log" log out
look "in what was answered" told
look "in the temporary folder" temporary
# The search can find: what is plain is there, and who may see a case sees every one of them.
grep -raqF PLAINLY-READABLE data/comity.db || die "what is plain is not in the database: the search finds nothing"
seen=$(grep -aoFf raw shown | sort -u | wc -l)
[ "$seen" -ge 400 ] || die "only $seen canaries are shown to who may see them"
[ "$(wc -c <told)" -gt 100000 ] || die "too little was answered to look through"
echo "$count canaries, $requests requests, $(ls -d life-* | wc -l) copies of the data directory, $seen shown to who may see them, $failed places where one leaked"
[ $failed = 0 ]
