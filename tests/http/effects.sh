#!/bin/bash
# effects.sh COMITY FOLDER EXTENSION - what goes outside, against peers that fail, delay and die:
# nothing lost, nothing sent for a turn that did not commit, the same key each time, dead letters
# visible and sent again. And what people are told in the program itself.
comity=$1 folder=$2 extension=$3
. "$(dirname "$0")/../lib/host.sh"

mkdir hook mail
echo 200 >hook/mode
echo ok >mail/mode
: >hook/received
/usr/bin/python3 "$folder/receiver.py" hook 2>hook/errors &
others=$!
/usr/bin/python3 "$folder/mail_sink.py" mail 2>mail/errors &
others="$others $!"
for peer in hook mail; do
    for _ in $(seq 200); do [ -s $peer/port ] && break; sleep 0.05; done
    [ -s $peer/port ] || { cat $peer/errors; die "the peer $peer does not start"; }
done
hook=http://127.0.0.1:$(cat hook/port) mail=smtp://127.0.0.1:$(cat mail/port)

# waits TEXT COMMAND...: until the command says it, half a minute at most.
waits() {
    local text=$1
    shift
    for _ in $(seq 150); do
        "$@" >said 2>&1 </dev/null
        grep -qF -- "$text" said && return
        sleep 0.2
    done
    fault "$*: never said $text" said
}
run() { "$comity" "$@" --data office; }
# start TARGET [WHO]: a case that sends there; its id in `case`.
start() {
    gives 201 POST /cases "{\"workflow\":\"errand\",\"data\":{\"target\":\"$1\",\"who\":\"${2:-canary@example.cn}\",\"label\":\"L-$1\",\"say\":\"canary words\"}}"
    case=$(member id)
}
ends_as() { waits "\"outcome\": \"$1\"" run case show "$case" --json; }
sound() { data= ends 0 'clean' verify --host "$base" --token-file office/admin.token; }
received() { grep -c . hook/received; }
ids() { sed -E 's/.*"id": "([^"]*)".*/\1/' hook/received; }

data= ends 0 '' init office
printf 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\nand what is written below it\n' >hook.secret
echo "$work/office/sms.out" >sms.secret
serve --workflows "$folder/workflows" --extension "$extension"

# -- targets: by name, checked, their secret never shown
ends 0 'version: 1' target add court "{\"kind\":\"webhook\",\"url\":\"$hook/court\",\"is_private\":true}" --secret-file hook.secret
ends 1 'has been changed meanwhile' target add court "{\"kind\":\"webhook\",\"url\":\"$hook/other\",\"is_private\":true}"
ends 1 'in the open' target add open '{"kind":"webhook","url":"http://example.cn/x"}'
ends 1 'a password' target add bad '{"kind":"webhook","url":"https://me:secret@example.cn/x"}'
ends 64 'is to be the secret' target add bad '{}' --secret-file /dev/null
ends 0 'court' target list
ends 0 'has_secret' target list --json
says_not whsec_
clerk=$(run token add wang --role clerk --json | sed -n 's/.*"token": "\(.*\)".*/\1/p')
[ -n "$clerk" ] || die "no token"
gives 403 GET /targets '' "$clerk"
gives 403 POST /effects/resend '{}' "$clerk"

# -- a signed webhook; the case hears that it was taken
start court
ends_as sent
[ "$(received)" = 1 ] || fault "$(received) requests arrived, not 1" hook/received
grep -q '"is_signed": true, "is_fresh": true' hook/received || fault "the signature is not good" hook/received
grep -q 'canary words' hook/received || fault "the personal value was not opened" hook/received
ends 0 'done' effect list
[ "$(ids)" = "$(run effect list --json | sed -nE 's/^ *"id": "([^"]*)".*/\1/p' | head -1)" ] || fault "webhook-id is not the effect's id"
says_not 'canary'
run case journal "$case" --json >said
says '"kind": "effect"'
says_not canary
sound

# -- told in the program: to who holds the role, once, until it is read
gives 200 GET '/notices?unread=true' '' "$clerk"
has '"unread":2'
has 'goes to court, ***'
gives 200 POST "/notices/$(member id)/read" '{}' "$clerk"
gives 200 GET '/notices?unread=true' '' "$clerk"
has '"unread":1'
gives 404 POST "/notices/aaaaaaaaaaaaaaaaaaaaaaaaaa/read" '{}' "$clerk"
echo "$clerk" >clerk.token
ends 0 'unread' notice list --token-file clerk.token --lang en
says 'Dealt with'

# -- a peer that fails comes back under the same key
echo 503 >hook/mode
: >hook/received
start court
waits '"attempts": 1' run effect list --status pending --json
waits 'answered 503' run effect list --status pending
echo 200 >hook/mode
ends_as sent
[ "$(ids | sort -u | wc -l)" = 1 ] && [ "$(received)" -ge 2 ] || fault "not the same key each time" hook/received

# -- one that dies after taking it: again, under the same key
echo drop >hook/mode
: >hook/received
start court
waits '"attempts": 1' run effect list --status pending --json
echo 200 >hook/mode
ends_as sent
[ "$(ids | sort -u | wc -l)" = 1 ] || fault "not the same key each time" hook/received

# -- one that refuses, or sends us elsewhere: a dead letter; the case goes on; sent again by hand
for answer in 400 "redirect $hook/elsewhere"; do
    echo "$answer" >hook/mode
    : >hook/received
    start court
    ends_as not_sent
    [ "$(received)" = 1 ] || fault "a refusal was sent $(received) times" hook/received
    ends 0 'dead_letter' incident list
    says 'court: given up'
    dead=$(run effect list --status dead --json | sed -nE 's/^ *"id": "([^"]*)".*/\1/p' | head -1)
    ends 0 'dead' effect show "$dead"
    echo 200 >hook/mode
    ends 0 'resent' effect resend "$dead"
    waits 'done' run effect show "$dead"
    [ "$(ids | sort -u)" = "$dead" ] || fault "it was sent again under another key" hook/received
    ends 1 'Only one that is dead or held' effect resend "$dead"
    ends 0 '(none)' incident list
    sound
done

# -- too slow, and too much: the answer is not waited for
ends 0 'version' target add slow "{\"kind\":\"call\",\"url\":\"$hook/slow\",\"is_private\":true,\"timeout_s\":1,\"attempts\":1}"
echo hang >hook/mode
start slow
ends_as not_sent
echo huge >hook/mode
start slow
ends_as sent

# -- of an answer a script gets what it may branch on
echo 'json {"look":true,"state":"taken","phone":13812345678,"text":"free words of theirs","Name":"x"}' >hook/mode
ends 0 'version' target add ask "{\"kind\":\"call\",\"url\":\"$hook/ask\",\"is_private\":true,\"headers\":{\"X-Office\":\"320583\"}}" --secret-file hook.secret
: >hook/received
start ask
waits 'look' run task list
grep -q '"x-office": "320583"' hook/received && grep -q '"authorization": "Bearer whsec_' hook/received || fault "the headers of the target" hook/received
run case journal "$case" --json >said
says '"state": "taken"'
says_not 'free words'
says_not 13812345678

# -- a name that leads into the office's own network is not followed
ends 0 'version' target add inside "{\"kind\":\"webhook\",\"url\":\"https://localhost:$(cat hook/port)/x\",\"attempts\":1}"
echo 200 >hook/mode
: >hook/received
start inside
ends_as not_sent
ends 0 'private network' effect list --target inside
[ "$(received)" = 0 ] || fault "a private address was spoken to" hook/received
# and nobody who is not there
start nowhere
ends_as not_sent
ends 0 'There is no target of this name' effect list --target nowhere

# -- mail: both languages, no header to be smuggled in
ends 0 'version' target add post "{\"kind\":\"mail\",\"url\":\"$mail\",\"from\":\"office@example.cn\",\"tls\":\"none\",\"is_private\":true}"
echo busy >mail/mode
start post
waits 'attempts' run effect list --status pending --target post --json
waits '"attempts": 1' run effect list --status pending --target post --json
echo ok >mail/mode
ends_as sent
grep -q "X-To: \['canary@example.cn'\]" mail/1.eml || fault "the mail did not arrive" mail/1.eml
/usr/bin/python3 - mail/1.eml >said <<'PY' || fault "the mail cannot be read" mail/1.eml
import email, email.policy, sys
mail = email.message_from_bytes(open(sys.argv[1], "rb").read().split(b"\n", 2)[2], policy=email.policy.default)
print(mail["Subject"], mail["From"], mail["Message-ID"], mail.get_content())
PY
says '事项通知 / About your matter'
says '您好：L-post'
says 'Good day: L-post'
echo refuse >mail/mode
start post
ends_as not_sent
start post 'a@b.cn,c@d.cn'
ends_as not_sent
ends 0 'Nobody knows the mail address' effect list --target post
start post 'no address'
ends_as not_sent

# -- the example of a native extension
ends 0 'version' target add sms '{"kind":"extension","extension":"sms_gateway"}' --secret-file sms.secret
start sms 13900000001
waits 'the gateway is not there' run effect list --status pending --target sms
: >office/sms.out
ends_as sent
grep -q ' 13900000001 .*L-sms' office/sms.out || fault "no short message" office/sms.out

# -- who of the office wants it by mail gets it there too; nobody else does
ends 0 'version: 2' target add post "{\"kind\":\"mail\",\"url\":\"$mail\",\"from\":\"office@example.cn\",\"tls\":\"none\",\"is_private\":true,\"use\":\"people\"}" --version 1
echo ok >mail/mode
echo 200 >hook/mode
rm -f mail/*.eml
gives 201 POST /people '{"key":"li","name":"李","email":"li@example.cn","memberships":[{"office":"office","role":"clerk"}],"notices":{"mail":true}}'
gives 201 POST /people '{"key":"zhao","name":"赵","email":"zhao@example.cn","memberships":[{"office":"office","role":"clerk"}]}'
start court
ends_as sent
waits li@example.cn cat mail/*.eml
! grep -q zhao mail/*.eml || fault "somebody who does not want it got a mail"

# -- and a citizen by phone, if there is a way
ends 0 'version: 2' target add sms '{"kind":"extension","extension":"sms_gateway","use":"citizens","address":"phone"}' --version 1
gives 201 POST /cases '{"workflow":"errand","data":{"target":"court","label":"L","person":{"name":"canary name","phone":"13900000002"}}}'
case=$(member id)
ends_as sent
waits 13900000002 cat office/sms.out
says 'Dealt with'

# -- every opening of a personal value is in the audit log, and none of them in plain
/usr/bin/python3 -c 'import sqlite3; print(*sqlite3.connect("office/comity.db").execute("SELECT what, body FROM audit"))' >said
says effect_opened
says target_changed
says_not canary
says_not whsec_

# -- after a backup was put back nothing that was on its way goes out by itself
echo 503 >hook/mode
start court
waits '"attempts": 1' run effect list --status pending --target court --json
held=$(run effect list --status pending --target court --json | sed -nE 's/^ *"id": "([^"]*)".*/\1/p' | head -1)
stop
/usr/bin/python3 -c 'import sqlite3; db = sqlite3.connect("office/comity.db"); db.execute("UPDATE host SET is_restored = 1"); db.commit()'
echo 200 >hook/mode
: >hook/received
serve --extension "$extension"
ends 0 'held' effect show "$held"
start court
ends_as sent
[ "$(received)" = 1 ] || fault "what was held went out" hook/received
ends 0 'resent: 1' effect resend --held
waits 'status: done' run effect show "$held"
ids | grep -qx "$held" || fault "sent under another key" hook/received
ends 0 'resent: 0' effect resend --held

# -- a full disk: what was sent and could not be recorded is recorded when there is room
stop
: >hook/received
COMITY_FAULT='store.full=3' serve --extension "$extension"
start court
ends_as sent
[ "$(ids | sort -u | wc -l)" = 1 ] || fault "not the same key" hook/received
grep -q 'can be written again' log || fault "the disk was never full" log

# from here on nothing else is on its way: the next to be sent is the one that matters
ends 0 'post' target remove post
waits '(none)' run effect list --status pending

# -- the host is killed between sending and recording: again, under the same key, heard once
stop
: >hook/received
COMITY_FAULT='effect.after_send=1!' serve --extension "$extension"
ask POST /cases '{"workflow":"errand","data":{"target":"court","label":"killed"}}' >said
case=$(member id)
wait $host 2>/dev/null
[ "$(received)" = 1 ] || fault "it was not sent before the host died" hook/received
serve --extension "$extension"
ends_as sent
[ "$(received)" = 2 ] && [ "$(ids | sort -u | wc -l)" = 1 ] || fault "not the same key after a crash" hook/received
run case journal "$case" --json >said
[ "$(grep -c '"kind": "effect"' said)" -ge 1 ] || fault "the case did not hear" said
sound

# -- and before the commit: nothing was sent, nothing is there
stop
: >hook/received
COMITY_FAULT='loan.before_submit=1!' serve --extension "$extension"
ask POST /cases '{"workflow":"errand","data":{"target":"court","label":"lost"}}' >said 2>&1
wait $host 2>/dev/null
serve --extension "$extension"
start court
ends_as sent
[ "$(received)" = 1 ] || fault "something was sent for a turn that did not commit" hook/received

# -- nothing personal in what the host says of itself
stop
! grep -qF canary log || fault "a personal value is in the log" log
[ $failed = 0 ] && echo "what goes outside goes once recorded, and under one key"
told
