#!/bin/sh
# first-case.sh - a whole mediation with curl, from the application to the bound file; run with
# H=http://ADDRESS and T=TOKEN, as `./dev run` prints them. All people are invented.
set -eu

post() { curl -sS -X POST -H "Authorization: Bearer $T" -H 'Content-Type: application/json' -d "$2" "$H/api/v1$1"; echo; }
get() { curl -sS -H "Authorization: Bearer $T" "$H/api/v1$1"; echo; }
ids() { grep -o '"id":"[^"]*"' | cut -d '"' -f 4; }
# Completes every open task of a form: finish FORM OUTCOME DATA
finish() { for task in $(get "/tasks?case=$CASE&status=open&form=$1" | ids); do post "/tasks/$task/complete" "{\"outcome\":\"$2\",\"data\":$3}"; done; }

CASE=$(post /cases '{"workflow":"dispute_mediation","office":"370102","data":{"source":"apply","kind":"neighbours","parties":[{"person":{"name":"宋云舟"},"applies":true},{"person":{"name":"贺远帆"},"applies":true}],"facts":"楼道堆物，影响通行。","requests":"清空楼道。"}}' | ids)
finish acceptance accept '{}'
finish mediators chosen '{"mediators":[{"mediator":{"name":"章朝汐"}}]}'
finish disclosure no_ties '{}'
finish mediator_accepted accept '{}'
finish rights_notice told '{"session":"closed"}'
finish appointment on_the_spot '{}'
finish session_record agreed '{"held_on":"2026-01-05","record":"当场清空。"}'
finish agreement oral '{"content":"今后不在楼道堆物。","performance":"at_once"}'
finish confirmation_notice told '{"court":"柳泉县人民法院"}'
finish follow_up fully '{"visited_on":"2026-01-05"}'
finish dossier checked '{"application":true,"identity":true,"rights":true,"sessions":true,"result":true,"back_cover":true}'
finish filing filed '{"file_number":"2026-M-1"}'
get "/cases/$CASE"
