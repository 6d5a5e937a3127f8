#!/bin/sh
# run.sh COMITY PAGE.md [FOLDER] - runs every ```lua and ```csv example of a page as it stands there.
#
# An example whose first line is `-- NAME/FILE.lua` is a folder: each such line begins a file, upon a
# copy of FOLDER if one is given. It must pass `comity check`, and `comity test` if it has specs. With `--! text` lines check must fail and
# say each text. Any other example is a chunk for `comity lua`; its `--> text` lines are what it
# prints. To rerun one: the message names its line on the page.
set -u
comity=$1
page=$2
base=${3:-}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# One folder for each example: LINE/FILE... for folders, LINE/chunk.lua, and the expected lines.
awk -v work="$work" -v base="$base" '
function begin() { where = work "/" NR; system("mkdir -p " where); file = ""; count++ }
/^```(lua|csv)$/ { inside = 1; begin(); next }
/^```/     { if (inside) close(file); inside = 0; next }
!inside    { next }
/^--! /    { print substr($0, 5) > (where "/refused"); next }
/^--> /    { print substr($0, 5) > (where "/printed") }
/^-- [a-z0-9_]+(\/[a-z0-9_]+)+\.(lua|csv|html)$/ {
    if (file) close(file)
    folder = $2
    print $2 > (where "/own")
    sub(/\/[^\/]*$/, "", folder)
    if (!(where in has_base) && base) system("mkdir -p " where "/folder && cp -R " base "/. " where "/folder")
    has_base[where] = 1
    system("mkdir -p " where "/folder/" folder)
    file = where "/folder/" $2
    next
}
{ if (!file) file = where "/chunk.lua"; print > file }
END { print count > (work "/count") }
' "$page"

fail() {
    failed=$((failed + 1))
    printf '%s:%s: %s\n' "$page" "$(basename "$example")" "$1"
    sed 's/^/    /' "$example/said"
}

# An example that changes some workflows of FOLDER runs their specs and not those of the others.
leave_own_specs() {
    for spec in "$example"/folder/*/*spec.lua; do
        name=$(basename "$(dirname "$spec")")
        grep -q -e "^$name/" -e "/$name\.lua$" "$example/own" || echo "$spec"
    done > "$example/others"
    for spec in "$example"/folder/*/*spec.lua; do
        grep -qxF "$spec" "$example/others" || { xargs rm -f < "$example/others"; return; }
    done
}

check_folder() {
    if [ -f "$example/refused" ]; then
        if "$comity" check "$example/folder" > "$example/said" 2>&1; then
            fail "check accepts what the page calls wrong"
            return
        fi
        while IFS= read -r text; do
            grep -qF -e "$text" "$example/said" || fail "check does not say: $text"
        done < "$example/refused"
        return
    fi
    "$comity" check "$example/folder" > "$example/said" 2>&1 || { fail "check fails"; return; }
    [ -z "$base" ] || leave_own_specs
    if grep -rq '^spec "' "$example/folder"; then
        "$comity" test "$example/folder" > "$example/said" 2>&1 || fail "its specs fail"
    fi
}

check_chunk() {
    "$comity" lua "$example/chunk.lua" > "$example/said" 2> "$example/err" || {
        cat "$example/err" >> "$example/said"
        fail "the chunk fails"
        return
    }
    [ ! -f "$example/printed" ] || cmp -s "$example/printed" "$example/said" ||
        fail "the chunk prints something else than the page says"
}

failed=0
ran=0
for example in "$work"/*/; do
    example=${example%/}
    ran=$((ran + 1))
    if [ -d "$example/folder" ]; then check_folder; else check_chunk; fi
done
expected=$(cat "$work/count")
printf '%s examples, %s failed\n' "$ran" "$failed"
[ "$ran" -gt 0 ] && [ "$ran" = "$expected" ] && [ "$failed" -eq 0 ]
