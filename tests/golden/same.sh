#!/usr/bin/env bash
# same.sh GOLDEN WORKFLOWS... - the same cases in other processes leave the same disks, byte for byte.
#
# Each process has its own addresses and its own seed of string hashes. Besides: what is freed is
# overwritten, the surroundings are longer and speak another language, Lua collects garbage at every
# block, and the machine lives in another year.
set -u
golden=$1
shift
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0 hosts=0

# alike NAME COMMAND...: it writes $work/NAME, which must be what the first one wrote.
alike() {
    local name=$1
    shift
    "$@" || { echo "$name: the specs do not run"; exit 1; }
    cmp -s "$work/plain" "$work/$name" && return
    echo "$name left another disk:"
    diff "$work/plain" "$work/$name" | head -4 | cut -c 1-400
    failed=1
}

# Each folder of workflows is a release of its own, with its offices.
for workflows in "$@"; do
    folders=()
    for script in "$workflows"/*/workflow.lua; do
        folders+=("${script%/workflow.lua}")
    done
    [ ! -d "$workflows/offices" ] || folders+=("$workflows/offices" "$workflows"/offices/[0-9]*/)
    alike plain "$golden" dump "$work/plain" "${folders[@]%/}"
    [ -s "$work/plain" ] || { echo "nothing was dumped"; exit 1; }
    alike again "$golden" dump "$work/again" "${folders[@]%/}"
    alike surroundings env MALLOC_PERTURB_=165 TZ=America/New_York LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 \
        FILL="$(printf '%04000d' 0)" "$golden" dump "$work/surroundings" "${folders[@]%/}"
    alike collecting "$golden" dump-collecting "$work/collecting" "${folders[@]%/}"
    # faketime is loaded before the program, where a sanitizer wants to be
    if command -v faketime >/dev/null && ! grep -qa __asan_init "$golden" && ! grep -qa __tsan_init "$golden"; then
        alike another_year faketime '2031-02-03 04:05:06' "$golden" dump "$work/another_year" "${folders[@]%/}"
    fi
    hosts=$((hosts + $(grep -c '^== ' "$work/plain")))
done
[ $failed = 0 ] && echo "$hosts hosts, the same in every process"
exit $failed
