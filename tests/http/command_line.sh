#!/usr/bin/env bash
# command_line.sh COMITY - what the program says and how it ends when something is not as it should
# be: one clear sentence, the exit code of the table in README.md, and no damage.
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

# ends CODE TEXT ARGUMENTS...: the program ends with CODE and says TEXT.
ends() {
    local code=$1 text=$2
    shift 2
    timeout 60 "$comity" "$@" >said 2>&1 </dev/null
    local got=$?
    if [ $got != "$code" ] || ! grep -qF -- "$text" said; then
        echo "comity $*: ended with $got, not $code, or did not say: $text"
        sed 's/^/    /' said | head -5
        failed=$((failed + 1))
    fi
}
serve() { # serve ARGUMENTS...: in the background until ready
    : >out
    "$comity" serve --listen 127.0.0.1:0 "$@" >>out 2>log &
    host=$!
    until grep -q '^ready ' out; do
        kill -0 $host 2>/dev/null || { cat log; exit 1; }
        sleep 0.05
    done
}
stop() {
    kill -TERM $host
    wait $host || { echo "SIGTERM ended the host with $?"; failed=$((failed + 1)); }
    host=
}

mkdir -p scripts/errand scripts/broken empty
cat >scripts/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "doing",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
form "request" { zh = "申请", en = "Request", text "label" { zh = "标签", en = "Label", plain = true } }
form "carry" { zh = "办理", en = "Carry" }
stage "doing" { zh = "办理", en = "Doing", function(case)
  case:task("carry", { to = "clerk" })
  return case:close "done"
end }
LUA
mkdir broken && mv scripts/broken broken/errand
sed 's/case:task("carry"/case:tusk("carry"/' scripts/errand/workflow.lua >broken/errand/workflow.lua

# words and help
ends 64 'There is no command "frob"' frob
ends 64 'There is no option --frob' serve --frob
ends 64 '--data needs a value' serve --data
ends 64 'usage: comity case' case
ends 0 'usage: comity serve' serve --help
for command in $("$comity" help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
    ends 0 "usage: comity $command" $command --help
    LC_ALL=C grep -q $'[\344-\351]' said || { echo "comity $command --help says nothing in Chinese"; failed=$((failed + 1)); }
done
ends 64 'words is empty' notice read ''
touch taken
mkdir -p pass/one && echo 'workflow "one" { zh = "一", en = "One", start = "s", outcomes = { { "done", zh = "完", en = "Done" } } }
stage "s" { zh = "一", en = "S", function(case) return case:close "done" end }' >pass/one/workflow.lua
ends 74 'no folder' test pass --letters taken
ends 74 'Cannot write letters' test pass --letters nowhere/letters
for words in help version 'check pass' 'demo --help'; do # a full disk is no success
    "$comity" $words >/dev/full 2>said
    code=$?
    [ $code = 74 ] && grep -q 'could not be written' said || { echo "comity $words >/dev/full: $code"; failed=$((failed + 1)); }
done
ends 0 'comity COMMAND' help
ends 0 'comity 0.' version

# init
ends 64 'Name one folder' init
ends 0 'made office' init office
[ "$(stat -c %a office office/vault.key office/admin.token | tr '\n' ' ')" = '700 600 600 ' ] ||
    { echo "modes of the new files: $(stat -c '%a %n' office office/*)"; failed=$((failed + 1)); }
ends 1 'is not empty; nothing in it was changed' init office
ends 0 'made empty' init empty
ends 74 'Cannot make a folder beside' init /proc/office
[ -z "$(ls -d ./*.new-* 2>/dev/null)" ] || { echo "init left: $(ls -d ./*.new-*)"; failed=$((failed + 1)); }

# scripts
ends 0 '1 workflow, no faults' check scripts
ends 1 'errand/workflow.lua:6:' check broken
ends 1 'tusk' check broken
ends 1 'There is no *.lua file' check empty
ends 1 'Cannot find' check nothing
ends 1 'There is no spec' test scripts
ends 0 '2' lua --eval '1 + 1'
ends 1 'eval:1: torn' lua --eval 'error "torn"'
printf 'local n = 0\nfor i = 1, 3 do n = n + i end\nreturn n\n' >sum.lua
ends 0 '6' lua sum.lua
printf 'while true do end\n' >forever.lua
ends 1 'forever.lua' lua forever.lua
printf 'local ok = pcall(function() while true do end end)\nreturn ok\n' >caught.lua
ends 1 'caught.lua' lua caught.lua
ends 1 'Cannot open' lua nothing.lua
ends 0 '"output": "3' lua --json --eval '1 + 2'

# a data directory that cannot be used
ends 64 'is not a data directory' serve --data nothing
ends 64 'takes an address and a port' serve --data office --listen 80
ends 1 'errand/workflow.lua:6:' serve --data office --workflows broken --listen 127.0.0.1:0
mv office/vault.key kept
ends 78 'the master key' serve --data office --workflows scripts --listen 127.0.0.1:0
ends 78 'the master key' verify --data office
cp empty/vault.key office/vault.key
ends 78 'is not the key this data was made with' serve --data office --listen 127.0.0.1:0
mv kept office/vault.key
ends 69 'No host serves office now' task list --data office
ends 64 'Say which host' task list

# a running host
serve --data office --workflows scripts
ends 69 'Another process holds the data directory' serve --data office --listen 127.0.0.1:0
ends 69 'Another process holds the data directory' verify --data office
port=$(sed 's/.*://' office/address)
ends 69 "$port" serve --data empty --listen "127.0.0.1:$port"
ends 0 'number: ' case start errand '{"label": "a"}' --data office
number=$(sed -n 's/^number: //p' said)
ends 1 'colour' case start errand '{"colour": "a"}' --data office
ends 1 'must be a JSON object' case start errand '[]' --data office
ends 0 "$number" case show "$number" --data office
ends 1 'There is no case' case show 2026X999999 --data office
ends 1 'has no open task' task complete "$number/other" --data office
ends 0 'status: open' task show "$number/carry" --data office
ends 0 'status: claimed' task claim "$number/carry" --data office
ends 0 'status: claimed' task show "$number/carry" --data office
ends 0 'status: open' task release "$number/carry" --data office
ends 1 'knows no signal' case signal "$number" stop '{}' --data office
ends 0 'status: open' case retry "$number" --data office
ends 0 'comity_' token add clerk --role clerk --data office
cp said clerk.token
ends 77 'administrator' clock accept --host "$(cat office/address)" --token-file clerk.token
ends 0 'timers run' clock accept --data office
ends 77 'valid token' case list --host "$(cat office/address)" --token-file sum.lua
ends 0 '1 cases' verify --host "$(cat office/address)" --token-file office/admin.token
ends 0 'status: done' task complete "$number/carry" --data office
ends 0 '(none)' task list --data office
ends 0 '(none)' incident list --data office
kill -9 $host
wait $host 2>/dev/null
ends 69 '' case list --data office
serve --data office
ends 0 'closed' case list --data office
stop
[ ! -e office/address ] && [ ! -e office/pid ] || { echo "the address stays behind"; failed=$((failed + 1)); }
ends 0 'clean' verify --data office

# damage is seen, and nothing is made worse
cp -r office damaged
size=$(stat -c %s damaged/comity.db)
dd if=/dev/urandom of=damaged/comity.db bs=512 seek=16 count=$((size / 512 - 16)) conv=notrunc 2>/dev/null
sum=$(cksum <damaged/comity.db)
ends 78 'damaged' verify --data damaged
[ "$(cksum <damaged/comity.db)" = "$sum" ] || { echo "verify wrote to a damaged database"; failed=$((failed + 1)); }
head -c 5000 /dev/urandom >damaged/comity.db
ends 78 '' serve --data damaged --listen 127.0.0.1:0

[ $failed = 0 ] && echo "the command line is as it says"
[ $failed = 0 ]
