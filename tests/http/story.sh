#!/usr/bin/env bash
# story.sh COMITY FILE - the sh blocks of a page run one after the other in one shell, as its reader
# would type them; what they print must be what the page shows in the block that follows, but for
# times, ids, the year and lines of "...". story.sh --show COMITY FILE prints the page with what is
# printed now.
set -u
show=
[ "$1" = --show ] && show=1 && shift
comity=$1
page=$(realpath "$2")
work=$(mktemp -d) || exit 1
finish() {
    [ ! -f "$work/office/pid" ] || kill -9 "$(cat "$work/office/pid")" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
mkdir "$work/bin" && ln -s "$(realpath "$comity")" "$work/bin/comity"
export PATH="$work/bin:$PATH"
cd "$work" || exit 1

# block-N.sh, and block-N.out with what the page shows, where it shows something.
awk '/^```sh$/ { n++; file = "block-" n ".sh"; next }
    /^```$/ && file { close(file); file = ""; next }
    /^```$/ && n { file = "block-" n ".out"; printf "" > file; next }
    file { print > file }' "$page"
[ -f block-1.sh ] || { echo "$page has no sh block"; exit 1; }

# A shell that has nothing to say for a while may tell that the host was killed.
plain() {
    sed -E '/^\.\/block-[0-9]+\.sh: line [0-9]+: +[0-9]+ Killed/d; s/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+\+08:00/TIME/g; s/\b[0-9a-z]{26}\b/ID/g
        s/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}/TIME/g; s/\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b/DATE/g
        s/\b20[0-9]{2}([A-Z][0-9]{6})\b/YEAR\1/g; s/ +/ /g' "$1"
}

story_failed=0 story_n=1
while [ -f "block-$story_n.sh" ]; do
    . "./block-$story_n.sh" >"block-$story_n.got" 2>&1
    if [ -f "block-$story_n.out" ] && [ -z "$show" ]; then
        plain "block-$story_n.out" >wanted
        plain "block-$story_n.got" >got
        diff wanted got >different ||
            { echo "block $story_n of $page prints something else:"; cat different; story_failed=1; }
    fi
    story_n=$((story_n + 1))
done
if [ -n "$show" ]; then
    awk '/^```sh$/ { n++; print; inside = 1; next }
        /^```$/ && inside { inside = 0; print; next }
        /^```$/ && n && !shown { print; shown = 1; while ((getline line < ("block-" n ".got")) > 0) print line; next }
        /^```$/ { shown = 0; print; next }
        !shown { print }' "$page"
fi
[ "$story_failed" = 0 ]
