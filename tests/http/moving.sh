#!/usr/bin/env bash
# moving.sh COMITY - cases moved by hand as an administrator does it: looked at before, one by one, a
# stage's worth at once, refused where it cannot be.
comity=$1
. "$(dirname "$0")/../lib/host.sh"
year=$(date +%Y) # in the numbers of cases


mkdir -p one/errand two/errand
cat >one/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", start = "taking",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "carry" { zh = "办理", en = "Carry" }
stage "taking" { zh = "受理", en = "Taking", next = { "doing" }, function(case)
  case:task("carry", { to = "clerk" })
  return "doing"
end }
stage "doing" { zh = "办理", en = "Doing", function(case)
  case:task("carry", { to = "clerk" })
  return case:close "done"
end }
LUA
cp one/errand/workflow.lua two/errand/workflow.lua
# in the other release the first stage waits for something else
sed -i '0,/case:task("carry", { to = "clerk" })/s//case:sleep(days(30))/' two/errand/workflow.lua

"$comity" init office >/dev/null || exit 1
serve --workflows one
for i in 1 2 3 4; do ends 0 '' case start errand; done
ends 1 'is on the active release already' case move ${year}E000001 --reason because
ends 64 'Say why' case move ${year}E000001
ends 64 'Name a case' case move --reason because
ends 0 '' publish two
digest=$(grep -oE '[0-9a-f]{64}' said | head -1)
[ -n "$digest" ] || digest=$("$comity" release list --data office --json | grep -oE '[0-9a-f]{64}' | head -1)
ends 0 '' activate "$digest" --without-preflight --why new
# what would happen, and that it does not
ends 0 'diverges' case move ${year}E000001 --preview --reason because
grep -q 'ends  task carry' said || { echo "the task that ends is not named"; cat said; failed=1; }
grep -q 'begins stage taking' said || { echo "the stage that begins is not named"; cat said; failed=1; }
ends 0 'taking' case show ${year}E000001
ends 1 'has no stage "nowhere"' case move ${year}E000001 --to nowhere --reason because
# one
ends 0 "${year}E000001" case show ${year}E000001
ends 0 'doing' case move ${year}E000001 --to doing --reason 'it is done already'
ends 0 'doing' case show ${year}E000001
# the others
ends 0 '3 cases would move' case move --workflow errand --stage taking --preview --reason because
ends 0 '3 cases move' case move --workflow errand --stage taking --reason because
for i in 1 2 3 4 5 6 7 8 9 10; do
    timeout 60 "$comity" case journal ${year}E000004 --data office --json >said 2>&1
    grep -q '"reason": "because"' said && break
    sleep 0.2
done
grep -q '"reason": "because"' said || { echo "the last case did not move"; head -c 600 said; failed=1; }
ends 0 '0 cases would move' case move --workflow errand --stage taking --preview --reason because
ends 1 'There is no such release' case move --workflow errand --stage taking --release 0123456789 --reason because
kill -TERM $host
wait $host || { echo "SIGTERM ended the host with $?"; failed=1; }
host=
ends 0 '' verify
exit $((failed > 0))
