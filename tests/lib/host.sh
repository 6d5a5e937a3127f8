# host.sh - what every story of a real host begins with. Sourced, with $comity set:
#
#     comity=$1
#     . "$(dirname "$0")/../lib/host.sh"
#
# It gives a folder of its own (the current one from then on) that goes away at the end, together
# with the host and whatever else was noted in `others`. `data` is the office: ends and ask use it.
#
# The host listens on a port the system chose: `base` is its address, `token` the administrator's.
# What the last command said is in the file `said`, what the last request answered in `body`, the
# host's own words in `log`. Faults are counted in `failed`; a story ends with `told`.
set -u
export TZ=UTC-8 # the day of an office, wherever the machine stands
data=office base='' token='' host='' others='' failed=0
story=$(basename "$0")
work=$(mktemp -d) || exit 1
finish() {
    { kill -9 $host $others; wait $others; } 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
cd "$work" || exit 1

# fault TEXT [FILE]: told, counted, and the story goes on.
fault() {
    echo "$story: $1"
    [ -z "${2:-}" ] || sed 's/^/    /' "$2" | head -20
    failed=$((failed + 1))
}
# die TEXT: nothing that follows would make sense.
die() {
    echo "$story: $1" >&2
    head -c 3000 said body log >&2 2>/dev/null
    exit 1
}
told() { exit $((failed > 0)); }

# ---- the program ----

# ends CODE TEXT ARGUMENTS...: `comity ARGUMENTS --data $data` ends with CODE and says TEXT.
ends() {
    local code=$1 text=$2
    shift 2
    timeout 60 "$comity" "$@" ${data:+--data "$data"} >said 2>&1 </dev/null
    local got=$?
    if [ $got != "$code" ] || ! grep -qF -- "$text" said; then
        fault "comity $*: ended with $got, not $code, or did not say: $text" said
    fi
}
# says TEXT, says_not TEXT: what the last command said besides.
says() { grep -qF -- "$1" said || fault "it did not say: $1" said; }
says_not() { ! grep -qF -- "$1" said || fault "it said: $1"; }

# ---- its host ----

# serve ARGUMENTS...: in the background until it is ready; `log` begins anew.
serve() {
    : >out
    "$comity" serve --data "$data" --listen 127.0.0.1:0 "$@" >>out 2>log &
    host=$!
    until grep -q '^ready ' out; do
        kill -0 $host 2>/dev/null || die "the host does not start"
        sleep 0.05
    done
    base=$(sed -n 's/^ready //p' out)
    token=$(cat "$data/admin.token")
}
stop() {
    kill -TERM $host
    wait $host || fault "SIGTERM ended the host with $?" log
    host=
}
crash() {
    kill -9 $host
    wait $host 2>/dev/null
    host=
}
# logs TEXT: within half a minute the host says it.
logs() {
    for _ in $(seq 300); do
        grep -qF -- "$1" log && return
        sleep 0.1
    done
    fault "the host did not say: $1" log
}

# ---- its API ----

# ask METHOD PATH [BODY [TOKEN [CURL-ARGUMENT...]]]: prints the status.
ask() {
    curl -sS --max-time 60 -o body -w '%{http_code}' -X "$1" -H "Authorization: Bearer ${4:-$token}" \
        ${3:+-H 'Content-Type: application/json' -d "$3"} "${@:5}" "$base/api/v1$2"
}
# gives STATUS METHOD PATH [BODY [TOKEN ...]]: the status is that one; the answer is in `body`.
gives() {
    local want=$1 got
    shift
    got=$(ask "$@")
    [ "$got" = "$want" ] || fault "$1 $2 was answered $got, not $want" body
}
# has TEXT, has_not TEXT: in the last answer.
has() { grep -qF -- "$1" body || fault "the answer does not have: $1" body; }
has_not() { ! grep -qF -- "$1" body || fault "the answer has: $1" body; }
# member NAME [FILE]: the first text of that name in the last answer.
member() { grep -oE "\"$1\": ?\"[^\"]*\"" "${2:-body}" | head -1 | sed -E 's/^"[^"]*": ?"//; s/"$//'; }
