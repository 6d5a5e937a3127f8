#!/usr/bin/env bash
# activate.sh COMITY - the host dies while a release is made active, at each point of the way: after
# the restart the old release is active or the new one, whole, with its row in the list of
# activations, cases go on, new ones open on it, and the act can be repeated.
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
    echo "$1"
    tail -5 log
    exit 1
}
serve() { # serve [PLAN]
    : >out
    rm -f office/address
    COMITY_FAULT=${1:-} "$comity" serve --data office --listen 127.0.0.1:0 --workflows folder >out 2>log &
    host=$!
    until grep -q '^ready ' out; do
        kill -0 $host 2>/dev/null || die "the host does not start"
        sleep 0.05
    done
}
ask() { timeout 60 "$comity" "$@" --data office 2>said; }
expect() { # expect WHAT WANTED GOT
    [ "$2" = "$3" ] || { echo "$plan: $1 is $3, not $2"; failed=$((failed + 1)); }
}
member() { grep -o "\"$1\": \"[^\"]*\"" | head -1 | cut -d '"' -f 4; }
count() { grep -c "\"$1\":"; }

mkdir -p folder/errand
errand() {
    cat >folder/errand/workflow.lua <<LUA
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "doing",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request", text "label" { zh = "标签", en = "Label", plain = true } }
form "carry" { zh = "办理", en = "Carry" }
stage "doing" { zh = "办理", en = "Doing", function(case)
  case:task("carry", { to = "clerk" })
  case:set { release = $1 }
  case:task("carry", { to = "clerk" })
  return case:close "done"
end }
LUA
}

# An office with a case that waits, and a second release that is published.
errand 1
"$comity" init office >/dev/null 2>log || die "init failed"
serve
ask case start errand '{"label":"old"}' --json >answer || die "no case: $(cat said)"
old=$(member id <answer)
one=$(ask release show active --json | member digest)
errand 2
ask publish folder --json >answer || die "not published: $(cat said)"
two=$(member digest <answer)
kill -TERM $host && wait $host
cp -r office template

# The plan of the fault, and which release must be active afterwards.
while read -r plan wanted; do
    rm -rf office && cp -r template office
    serve "$plan"
    ask activate "$two" --why 'it is better' --without-preflight >/dev/null
    wait $host
    expect "how the host ended" 137 $?
    host=
    serve
    active=$(ask release show active --json | member digest)
    [ "$wanted" = old ] && expect "the active release" "$one" "$active"
    [ "$wanted" = new ] && expect "the active release" "$two" "$active"
    rows=$(ask release show "$two" --json | count why)
    expect "activations of the new release" "$([ "$active" = "$two" ] && echo 1 || echo 0)" "$rows"
    ask case start errand '{"label":"new"}' --json >answer || die "$plan: no case: $(cat said)"
    expect "cases on the active release" "$([ "$active" = "$one" ] && echo 2 || echo 1)" \
        "$(ask release show active --json | grep -o '"open_cases": [0-9]*' | cut -d ' ' -f 2)"
    task=$(ask task list "$old" --json | member id)
    ask task complete "$task" '{}' >/dev/null || die "$plan: the old case does not go on: $(cat said)"
    data=$([ "$active" = "$two" ] && echo 2 || echo 1)
    expect "what the old case did next" "release: $data" \
        "$(ask case show "$old" | grep -o "release: [0-9]*" | head -1)"
    ask activate "$two" --why 'once more' --without-preflight >/dev/null || die "$plan: not repeated: $(cat said)"
    expect "the active release after the repeat" "$two" "$(ask release show active --json | member digest)"
    kill -TERM $host && wait $host
    host=
    "$comity" verify --data office >said 2>&1 || die "$plan: verify: $(cat said)"
done <<'PLANS'
activate.prepared=1! old
store.before_commit=1! old
store.after_commit=1! new
store.settle=1! new
activate.recorded=1! new
activate.set=1! new
PLANS

[ "$failed" = 0 ] || { echo "$failed failed"; exit 1; }
