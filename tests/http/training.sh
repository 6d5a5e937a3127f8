#!/usr/bin/env bash
# training.sh COMITY - an office to learn with: time passes at a word, every step is heard at its own
# moment in the order of time, and it never goes back - not by a crash, not by a wrong word. A real
# office has no such door.
comity=$1
. "$(dirname "$0")/../lib/host.sh"

mkdir -p w/errand w/offices
cat >w/offices/tree.csv <<'CSV'
code,parent,kind,zh,en
370102,,county,清源县,Qingyuan county
CSV
cat >w/errand/workflow.lua <<'LUA'
workflow "errand" { zh = "跑腿", en = "Errand", code = "E", intake = "request", start = "taken",
  outcomes = { { "done", zh = "已完成", en = "Done" } } }
clock "E-D1" { zh = "答复", en = "Answer", owner = "office", basis = "assumed", within = days(10), ladder = "climb" }
ladder "climb" {
  { "blue",   left = days(2),     card = "blue" },
  { "yellow", at = "due",         card = "yellow" },
  { "red",    late = days(3),     card = "red" },
}
form "request" { zh = "申请", en = "Request", number "nap" { zh = "歇", en = "Nap", min = 0 } }
form "carry" { zh = "办理", en = "Carry" }
stage "taken" { zh = "受理", en = "Taken", next = { "rested" }, function(case)
  case:start_clock("E-D1", { from = case:today() })
  case:sleep(hours(case.data.nap))
  return "rested"
end }
stage "rested" { zh = "歇过", en = "Rested", next = { "rested" }, function(case)
  case:sleep(hours(case.data.nap))                                              -- again and again, each at its hour
  return "rested"
end }
LUA

"$comity" init --training office >/dev/null || exit 1
serve --workflows w
curl -sS "$base/readyz" >body
has '"training":true'
nap() { gives 200 POST /cases "{\"workflow\":\"errand\",\"data\":{\"nap\":$1}}"; }
ids=
for hours in 7 11 24; do
    ends 0 '' case start errand "{\"nap\": $hours}"
    ids="$ids $(sed -n 's/^id: //p' said)"
done
today=$(sed -n 's/^at: \(....-..-..\).*/\1/p' said)
in_days() { date -d "$today + $1 days" +%F; }

# Each at its own moment: five days are thirty-seven naps, and nothing of the ladder yet.
ends 0 "it is now $(in_days 5)T" clock advance 5cd
set -- $ids
hours=(7 11 24)
for i in 0 1 2; do
    gives 200 GET "/cases/${@:i+1:1}/journal?limit=200"
    due=$(grep -o '"kind":"due"' body | wc -l)
    want=$((5 * 24 / hours[i]))
    [ "$due" = $want ] || fault "napping ${hours[i]} hours it woke $due times in five days, not $want" body
done
gives 200 GET "/cases?card=blue"
has '"items":[]'
# The ladder: blue with two days left, yellow on the last day, red three days after it.
ends 0 '' clock advance "$(in_days 8)"
gives 200 GET "/cases?card=blue"
has "\"${1}\""
ends 0 '' clock advance "$(in_days 10)"
gives 200 GET "/cases?card=yellow"
has "\"${1}\""
has_not "\"colour\":\"red\""

# A host that dies on the way is not earlier afterwards than what it wrote.
: >crashing
curl -sS --max-time 60 -X POST -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d '{"by":"300cd"}' "$base/api/v1/clock/advance" >crashing 2>/dev/null &
others=$!
for _ in $(seq 300); do # it is under way once the file says so
    [ "$(cat office/training)" -gt $((200 * 24 * 3600 * 1000)) ] && break
    sleep 0.1
done
crash
wait $others 2>/dev/null
others=
ends 0 '' verify
serve
gives 200 GET "/cases/$1/journal?limit=200"
newest=$(grep -oE '"at":"[^"]*"' body | tail -1 | cut -d'"' -f4)
ends 0 'it is now' clock advance 1min
now=$(sed -n 's/^it is now //p' said)
[[ "$now" > "$newest" ]] || fault "the clock went back: $now after $newest"

# What is refused changes nothing.
ends 1 'Time does not go back' clock advance 2020-01-01
ends 1 '400 days at a time' clock advance 401cd
ends 1 '`by` is in min, h or cd' clock advance 5wd
ends 1 'a whole number' clock advance soon
ends 64 'advance takes a length' clock advance
gives 422 POST /clock/advance '{}'
gives 401 POST /clock/advance '{"by":"1h"}' nobody
stop
ends 0 '' verify

# A real office.
data=real
"$comity" init real >/dev/null || exit 1
serve --workflows w
ends 1 'This office is a real one' clock advance 1h
curl -sS "$base/readyz" >body
has_not training
stop
printf 'soon\n' >real/training
timeout 20 "$comity" serve --data real --listen 127.0.0.1:0 >said 2>&1
[ $? = 78 ] || fault 'a spoilt training file was taken' said
says 'is no number'
told
