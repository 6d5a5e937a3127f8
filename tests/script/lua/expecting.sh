#!/bin/sh
# expecting.sh COMITY FOLDER - every spec of the folder must fail, and say its own title.
set -u
said=$("$1" test "$2") && { echo "the specs passed"; exit 1; }
failed=0
titles=$(sed -n "s/^spec \(['\"]\)\(.*\)['\"] (function(t)\$/\2/p" "$2"/*/spec.lua)
[ "$(printf '%s\n' "$titles" | wc -l)" -ge 9 ] || { echo "the titles have moved"; exit 1; }
list=$(mktemp) || exit 1
trap 'rm -f "$list"' EXIT
printf '%s\n' "$titles" > "$list"
while IFS= read -r title; do
    printf '%s\n' "$said" | grep -A1 -F -e "FAILED $title" | tail -n 1 | grep -qF -e "$title" || {
        failed=$((failed + 1))
        printf 'not said: %s\n' "$title"
    }
done < "$list"
[ "$failed" -eq 0 ] || printf '%s\n' "$said"
[ "$failed" -eq 0 ]
