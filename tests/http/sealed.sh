#!/usr/bin/env bash
# sealed.sh COMITY WORKFLOWS - an office that is made up, where half of what comes in is an accusation: those who are
# cleared deal with them, and nobody else - administrator, unit accused, clerk, who counts - finds anything of it.
comity=$1 workflows=$2 reads=$(dirname "$(realpath "$0")")/sealed.py
. "$(dirname "$0")/../lib/host.sh"

cp -r "$workflows" workflows
python3 - <<'END' || die "the words of the office cannot be changed"
import json
for name in "petition", "dispute_mediation", "volunteer_dispatch":
    path = "workflows/%s/demo.json" % name
    said = json.load(open(path, encoding="utf-8"))
    said["cases"] = int(name == "petition")
    if name == "petition":
        stories = said["answers"]["application"]
        accuse = [one for one in stories if any(demand["topic"] == "discipline" for demand in one["demands"])]
        said["answers"]["application"] = accuse + stories[:len(accuse)]
    json.dump(said, open(path, "w", encoding="utf-8"), ensure_ascii=False)
END
timeout 250 "$comity" demo office --workflows workflows --cases 30 --until 2026-06-30 --json >said 2>&1 || die "comity demo ended with $?"
grep -q '"refused": 0,' said || fault "something was refused" said
ends 0 'clean' verify
serve
timeout 250 python3 "$reads" "$base" office >said 2>&1 || fault "something of an accusation shows" said
cat said
stop
told
