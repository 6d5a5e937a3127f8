#!/bin/sh
# covered.sh SOURCE_DIR - is every verb, question and declaration of the bindings on the page, in its
# text and in an example that runs? And does the page call nothing that is not there?
set -u
source_dir=$1
page=$source_dir/docs/lua.md
failed=0
miss() {
    failed=$((failed + 1))
    printf 'docs/lua.md: %s\n' "$1"
}

examples=$(awk '/^```lua$/ { on = 1; next } /^```/ { on = 0 } on' "$page")
text=$(awk '/^```lua$/ { on = 1; next } /^```/ { on = 0; next } !on' "$page")
in_examples() { printf '%s\n' "$examples" | grep -qE -e "$1"; }
in_text() { printf '%s\n' "$text" | grep -qE -e "$1"; }

verbs=$(sed -n 's/^ *X(VERB_[A-Z_]*, "\([a-z_]*\)".*/\1/p' "$source_dir/host/script/verb.h" | grep -vx cancel)
queries=$(sed -n '/const queries\[\] = {/{:a;/;/!{N;ba};p}' "$source_dir/host/script/rule.c" | grep -o '"[a-z]*"' | tr -d '"')
[ -n "$verbs" ] && [ -n "$queries" ] || { echo "the tables of verbs have moved"; exit 1; }
# Verbs whose effect is not built yet cannot run in an example: the page says that they come later.
later=$(sed -n 's/^ *\[VERB_\([A-Z_]*\)\] = *{check_later.*/\1/p' "$source_dir/host/engine/command_table.c" | tr 'A-Z' 'a-z')
for verb in $verbs $queries; do
    in_text "\`(case:)?$verb[^a-z_]" || in_text "[\` ]$verb[\` ]" || miss "does not describe case:$verb"
    printf '%s\n' $later | grep -qx "$verb" || in_examples "case:$verb[^a-z_]" || miss "has no example of case:$verb"
done
for verb in $later; do
    in_text "[\` ]$verb[\` ]" || miss "does not say that $verb comes later"
done
for kind in workflow setting clock ladder form letter notice signal on stage rate spec example; do
    in_examples "^$kind \"" || miss "has no example of $kind"
done
for kind in outcome text choice yes_no number money date time duration people phone id_number address rows; do
    in_text "\`$kind\`" || miss "does not describe the field $kind"
done
codes=$(sed -n 's/^ *X([A-Z_]*, "\([a-z_]*\)", .*/\1/p' "$source_dir/host/script/report.h")
[ -n "$codes" ] || { echo "the table of findings has moved"; exit 1; }
for code in $codes; do
    in_text "^\| \`$code\` \|" || miss "does not describe the finding $code"
    case $code in bad_source|too_much) continue ;; esac # too long for an example
    in_examples "^--! .*\[$code\]" || miss "has no example of the finding $code"
done
# What the examples of findings use wrongly stands in them to be refused.
good=$(awk '/^```lua$/ { on = 1; text = ""; bad = 0; next } /^```/ { if (on && !bad) printf "%s", text; on = 0; next } on { text = text $0 "\n"; bad = bad || /^--!/ }' "$page")
spoken=$(sed -n '/luaL_Reg case_calls\[\] = {/,/};/s/^ *{"\([a-z]*\)".*/\1/p' "$source_dir/host/script/spec_words.c") # of a spec's case
used=$(printf '%s\n' "$good" | grep -o 'case:[a-z_]*' | sort -u | sed 's/case://')
for verb in $used; do
    printf '%s\n' $verbs $queries $later $spoken | grep -qx "$verb" || miss "uses case:$verb, which there is not"
done
[ "$failed" -eq 0 ]
