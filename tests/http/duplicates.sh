#!/usr/bin/env bash
# duplicates.sh COMITY - other cases of the same people: shown to who registers, to nobody else; by
# number however it was written, not by name; sealed and unknown to scripts.
comity=$1
. "$(dirname "$0")/../lib/host.sh"
year=$(date +%Y) # in the numbers of cases

mkdir -p w/letter w/offices
cat >w/letter/workflow.lua <<'LUA'
workflow "letter" { zh = "来信", en = "Letter", code = "L", intake = "letter", start = "reading",
  people = { sender = "sender" }, subject = "unit", kept_out = "accused", hints = "intake_clerk",
  outcomes = { { "done", zh = "办结", en = "Done" } } }
form "letter" { zh = "来信", en = "Letter",
  people "sender" { zh = "来信人", en = "Sender" }, people "accused" { zh = "被反映人", en = "Accused" },
  office "unit" { zh = "被反映单位", en = "Unit" } }
form "read" { zh = "阅看", en = "Read", outcome "ok" { zh = "好", en = "OK" } }
stage "reading" { zh = "阅看", en = "Reading", function(case)
  case:task("read", { to = "officer" })
  return case:close "done"
end }
LUA
printf 'code,parent,kind,zh,en\nC,,county,县,County\nA,C,town,甲镇,A town\nB,C,town,乙镇,B town\n' >w/offices/tree.csv

"$comity" init office >/dev/null || exit 1
serve --workflows w
ends 0 '' person add lin --name 林秋 --member C:intake_clerk
ends 0 '' person add guo --name 郭敏 --member C:officer
ends 0 '' person add du --name 杜衡 --member A:intake_clerk
for who in lin guo du; do
    ends 0 'comity_' token add --person "$who"
    grep -o 'comity_[0-9a-z]*' said >"$who.token"
done

start() { ends 0 'status: open' case start letter "$1" --office C; }
start '{"sender":{"name":"王五","phone":"13900000001"},"unit":"A"}'                   # 1
start '{"sender":{"name":"王五","phone":"13900000001"},"unit":"B"}'                 # 2: another matter
start '{"sender":{"name":"王先生","phone":"13900000001"},"unit":"A"}'                 # 3: the same
start '{"sender":{"name":"王五","phone":"13900000002"},"unit":"A"}'                   # 4: a namesake
start '{"sender":{"name":"赵六","phone":"13900000003"},"accused":{"name":"王五","phone":"13900000001"},"unit":"A"}'  # 5: no party
start '{"sender":{"name":"无名"},"unit":"A"}'                                         # 6: no number

ends 0 "${year}L000001" case duplicates ${year}L000003 --token-file lin.token
[ "$(grep -oE "${year}L00000[0-9]" said | tr '\n' ' ')" = "${year}L000001 ${year}L000002 " ] ||
    { echo "not the same matter first, then the other, and no more:"; cat said; failed=1; }
grep -q 13900000001 said && { echo "a number is shown"; failed=1; }
ends 0 '' case duplicates ${year}L000004 --token-file lin.token
grep -q "${year}L" said && { echo "a namesake is taken for him"; cat said; failed=1; }
ends 0 '' case duplicates ${year}L000005 --token-file lin.token
grep -q "${year}L" said && { echo "who is accused is found by it"; cat said; failed=1; }
ends 0 '' case duplicates ${year}L000006 --token-file lin.token
grep -q "${year}L" said && { echo "nobody is like nobody"; cat said; failed=1; }
ends 77 "for who registers" case duplicates ${year}L000003 --token-file guo.token
ends 77 "for who registers" case duplicates ${year}L000003 --token-file du.token        # of another office

# gone with the person
person=$("$comity" case show ${year}L000001 --data office --json | grep -oE '"person": ?"[0-9a-z]{26}"' | head -1 | grep -oE '[0-9a-z]{26}')
[ -n "$person" ] || { echo "no person in the case"; failed=1; }
gives 200 POST "/cases/$(url=$("$comity" case show ${year}L000001 --data office --json | grep -oE '"id": ?"[0-9a-z]{26}"' | head -1 | grep -oE '[0-9a-z]{26}'); echo "$url")/people/$person/erase"
ends 0 "${year}L000002" case duplicates ${year}L000003 --token-file lin.token
grep -q "${year}L000001" said && { echo "who was erased is found"; cat said; failed=1; }
stop
ends 0 '' verify
told
