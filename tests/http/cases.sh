#!/usr/bin/env bash
# cases.sh COMITY FOLDER [FILE] - text files of requests and what must come back, against a real host.
#
#   # a comment
#   POST /api/v1/cases             a request; $name is replaced by what was kept under that name
#   As: clerk                      whose token: admin (unless said), clerk, visitor, nobody
#   Idempotency-Key: k1            any other header
#   {"workflow": "errand", ...}    the body, up to the line of the status
#   201                            the status
#   "stage":"doing"                must stand in the answer (compact JSON, members sorted)
#   ! 139                          must not
#   case = id                      keeps a member's text as $case
#
# An empty line ends a step. All files share one host; each starts cases of its own.
set -u
comity=$1
folder=$2
only=${3:-}
work=$(mktemp -d) || exit 1
host=
finish() {
    [ -z "$host" ] || kill -9 "$host" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
stop() {
    echo "cases.sh: $1" >&2
    cat "$work/log" >&2 2>/dev/null
    exit 1
}

"$comity" init "$work/data" >/dev/null 2>"$work/log" || stop "init failed"
"$comity" serve --data "$work/data" --listen 127.0.0.1:0 --workflows "$folder/workflows" >"$work/out" 2>>"$work/log" &
host=$!
until grep -q '^ready ' "$work/out"; do
    kill -0 "$host" 2>/dev/null || stop "the host does not start"
    sleep 0.05
done
base=$(sed -n 's/^ready //p' "$work/out")

declare -A token kept
token[admin]=$(cat "$work/data/admin.token")
token[nobody]=
for name in clerk visitor; do
    token[$name]=$("$comity" token add $name --role $name --data "$work/data") || stop "no token for $name"
done

failed=0 steps=0
fail() {
    echo "$file:$number: $1"
    echo "    $method $path -> $status"
    echo "    $(head -c 1000 "$work/body")"
    failed=$((failed + 1))
}

fill() { # replaces $name; the longest names first, so that $case2 is not read as $case
    local text=$1 name
    for name in $(printf '%s\n' "${!kept[@]}" | awk '{ print length, $0 }' | sort -rn | cut -d ' ' -f 2); do
        text=${text//\$$name/${kept[$name]}}
    done
    printf '%s' "$text"
}

ask() {
    local arguments=(-sS -o "$work/body" -w '%{http_code}' -X "$method" --max-time 60)
    [ -z "${token[$as]}" ] || arguments+=(-H "Authorization: Bearer ${token[$as]}")
    for header in "${headers[@]}"; do arguments+=(-H "$header"); done
    [ -z "$body" ] || arguments+=(-H 'Content-Type: application/json' --data-binary "$(fill "$body")")
    : >"$work/body"
    status=$(curl "${arguments[@]}" "$base$(fill "$path")")
    steps=$((steps + 1))
    kill -0 "$host" 2>/dev/null || stop "$file:$number: the host died of $method $path"
}

expect() { # expect LINE
    case $1 in
    '! '*) ! grep -qF -- "$(fill "${1#! }")" "$work/body" || fail "has ${1#! }" ;;
    [a-z]*' = '*)
        local name=${1%% = *} member=${1#* = }
        kept[$name]=$(grep -o "\"$member\":\"[^\"]*\"" "$work/body" | head -1 | cut -d '"' -f 4)
        [ -n "${kept[$name]}" ] || fail "has no member $member"
        ;;
    *) grep -qF -- "$(fill "$1")" "$work/body" || fail "lacks $1" ;;
    esac
}

run_file() {
    local state=idle line
    file=$(basename "$1") number=0
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        case $state:$line in
        *:'#'*) ;;
        idle:) ;;
        idle:[A-Z]*' /'*) method=${line%% *} path=${line#* } as=admin headers=() body= state=asking ;;
        asking:[0-9][0-9][0-9])
            ask
            [ "$status" = "$line" ] || fail "answered $status, not $line"
            state=expecting
            ;;
        asking:'As: '*) as=${line#As: } ;;
        asking:[A-Z]*': '*) headers+=("$line") ;;
        asking:*) body+="$line"$'\n' ;;
        expecting:) state=idle ;;
        expecting:*) expect "$line" ;;
        *) stop "$file:$number: what is this?" ;;
        esac
    done <"$1"
    [ "$state" != asking ] || stop "$file ends before the status of its last request"
}

for each in "$folder"/*.txt; do
    [ -z "$only" ] || [ "$(basename "$each")" = "$only" ] || continue
    unset kept
    declare -A kept
    run_file "$each"
done
kill -TERM "$host"
wait "$host" || stop "SIGTERM ended the host with $?"
host=
"$comity" verify --data "$work/data" >"$work/body" 2>&1 || stop "verify: $(cat "$work/body")"
echo "$steps requests, $failed failed"
[ "$failed" = 0 ] && [ "$steps" -gt 0 ]
