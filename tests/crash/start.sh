#!/usr/bin/env bash
# start.sh COMITY WORKFLOWS LIBRARY - a data directory in any trouble: the host says what is wrong in one clear
# sentence, ends with the exit code of the table in README.md, and the database is what it was.
#
# LIBRARY is a disk that obeys us (disk_trouble.c). Real small and read-only disks are tried too where
# mounting is allowed; they show nothing that LIBRARY does not.
set -u
comity=$1
workflows=$2
library=$3
work=$(mktemp -d) || exit 1
host= mounted=
failed=0 refusals=0
finish() {
    [ -z "$host" ] || kill -9 "$host" 2>/dev/null
    [ -z "$mounted" ] || umount "$mounted" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1
unset COMITY_FAULT

wrong() {
    echo "start.sh: $1"
    [ ! -s said ] || head -c 1500 said | sed 's/^/    /'
    failed=$((failed + 1))
}

# What must not change: every byte of the database and its log.
sum() { cat "$1/comity.db" "$1/comity.db-wal" 2>/dev/null | cksum; }

# How a run looks that was refused: code, the sentence, nothing like a crash, few lines.
judge() { # judge CODE TEXT WHAT GOT
    refusals=$((refusals + 1))
    [ "$4" = "$1" ] || wrong "$3: ended with $4, not $1"
    grep -qF -- "$2" said || wrong "$3: does not say: $2"
    [ "$(grep -c . said)" -le 2 ] || wrong "$3: says more than a sentence"
}

# refused CODE TEXT DIR: by serve and by verify, and nothing in DIR is touched.
refused() {
    local before after command
    before=$(sum "$3")
    for command in "serve --workflows $workflows --listen 127.0.0.1:0" verify; do
        # shellcheck disable=SC2086
        timeout 60 "$comity" $command --data "$3" >said 2>&1 </dev/null
        judge "$1" "$2" "$3, ${command%% *}" $?
    done
    after=$(sum "$3")
    [ "$before" = "$after" ] || wrong "$3: the database is not what it was"
}

serve() { # serve DIR [VARIABLE=VALUE...]: in the background; false if it ended before it was ready
    local data=$1
    shift
    : >out
    env "$@" "$comity" serve --data "$data" --workflows "$workflows" --listen 127.0.0.1:0 >out 2>said &
    host=$!
    until grep -q '^ready ' out; do
        if ! kill -0 $host 2>/dev/null; then
            wait $host
            code=$?
            host=
            return 1
        fi
        sleep 0.02
    done
}
stop() {
    kill -TERM "$host"
    wait "$host"
    local got=$?
    host=
    [ $got = 0 ] || wrong "SIGTERM ended the host with $got"
}
c() { "$comity" "$@" --data "$data"; }

# An office with a case in it.
"$comity" init office >/dev/null 2>said || { wrong "init failed"; exit 1; }
serve office || { wrong "a sound office does not start"; exit 1; }
data=office
c case start counting '{"start": 1}' >/dev/null 2>said || wrong "a case does not start"
stop
office() { # office NAME: a copy of it to be harmed
    rm -rf "$1"
    cp -a office "$1"
}
put() { printf '%b' "$3" | dd of="$1/comity.db" bs=1 seek="$2" conv=notrunc 2>/dev/null; } # put DIR OFFSET BYTES

# ---- what is no office ----
refused 64 'is not a data directory' nowhere
mkdir void
refused 64 'is not a data directory' void
echo text >plain
refused 64 'is not a data directory' plain

# ---- the database ----
office newer
put newer 60 '\000\000\177\000'
refused 78 'written by a newer Comity' newer
office other
put other 68 '\001\002\003\004'
refused 78 'a database of another program' other
office header
put header 0 'not a database at'
refused 78 'damaged' header
office empty
: >empty/comity.db
refused 78 'is empty' empty
for bytes in 100 4000 4096 10000; do
    office "cut_$bytes"
    truncate -s $bytes "cut_$bytes/comity.db"
    refused 78 '' "cut_$bytes"
done
size=$(stat -c %s office/comity.db)
office half
truncate -s $((size / 8192 * 4096)) half/comity.db
refused 78 'damaged' half

# Any page may be gone: verify sees it, serve refuses or serves, nobody crashes, and verify writes nothing.
pages=$((size / 4096))
for ((page = 1; page < pages; page += 1 + pages / 12)); do
    office page
    dd if=/dev/zero of=page/comity.db bs=4096 seek=$page count=1 conv=notrunc 2>/dev/null
    [ "$(sum page)" != "$(sum office)" ] || continue
    before=$(sum page)
    timeout 60 "$comity" verify --data page >said 2>&1
    judge 78 'damaged' "page $page of zeros, verify" $?
    [ "$before" = "$(sum page)" ] || wrong "page $page of zeros: verify wrote to it"
    if serve page; then
        stop
    else
        judge 78 'damaged' "page $page of zeros, serve" "$code"
    fi
done

# ---- the keys ----
office no_key && rm no_key/vault.key
refused 78 'put it back from where it is kept safe' no_key
office wrong_key && "$comity" init another >/dev/null 2>&1 && cp another/vault.key wrong_key/vault.key
refused 78 'is not the key this data was made with' wrong_key
office read_key && chmod 644 read_key/vault.key
refused 78 'others can read the master key' read_key
office short_key && echo 00 >short_key/vault.key
refused 78 'is damaged' short_key
office folder_key && rm folder_key/vault.key && mkdir folder_key/vault.key
refused 78 'is not a file' folder_key
office no_id && rm no_id/vault.id
refused 78 'vault.id' no_id

# ---- another host ----
serve office || wrong "the office does not start"
kept=$host
timeout 60 "$comity" serve --data office --workflows "$workflows" --listen 127.0.0.1:0 >said 2>&1
judge 69 'Another process holds the data directory' "a second host" $?
timeout 60 "$comity" verify --data office >said 2>&1
judge 69 'Another process holds the data directory' "verify beside a host" $?
host=$kept
stop

# ---- the disk at the start ----
disk() { # disk STATE SYNCS: sets the page of disk_trouble.h
    printf '%b' "\\0$1\\000\\000\\000$2" | dd of=trouble conv=notrunc 2>/dev/null
}
head -c 16 /dev/zero >trouble
preload=(LD_PRELOAD="$library" DISK_TROUBLE="$work/trouble" ASAN_OPTIONS=verify_asan_link_order=0)
on_disk() { # on_disk WHAT TEXT: the host does not start, and nothing is lost
    local before=
    office disk
    before=$(sum disk)
    if serve disk "${preload[@]}"; then
        wrong "$1: the host starts"
        stop
    else
        judge 74 "$2" "$1" "$code"
    fi
    disk 0 '\000\000\000\000'
    [ "$before" = "$(sum disk)" ] || [ "$1" = "a sync that fails" ] || wrong "$1: the database is not what it was"
    serve disk || wrong "$1: the host does not start afterwards"
    [ -z "$host" ] || stop
    timeout 60 "$comity" verify --data disk >said 2>&1 || wrong "$1: verify finds a fault"
}
disk 1 '\000\000\000\000'
on_disk "a full disk" 'full or cannot be written'
disk 2 '\000\000\000\000'
on_disk "a read-only disk" 'ead-only'
disk 0 '\377\377\377\377'
on_disk "a sync that fails" 'failed'
disk 1 '\000\000\000\000'
env "${preload[@]}" "$comity" init born >said 2>&1
judge 74 '' "init on a full disk" $?
[ -z "$(ls -d born* 2>/dev/null)" ] || wrong "init on a full disk left $(ls -d born*)"
disk 0 '\000\000\000\000'

# ---- real disks ----
mkdir disk_real
if mount -t tmpfs -o size=80m comity disk_real 2>/dev/null; then
    mounted=$work/disk_real
    cp -a office disk_real/office
    data=disk_real/office
    serve $data || wrong "on a disk of 80 MiB the host does not start"
    cat /dev/zero >disk_real/filler 2>/dev/null
    tries=0
    while c case start counting '{"start": 1}' >>started 2>said && [ $((tries += 1)) -lt 5000 ]; do
        cat /dev/zero >>disk_real/filler 2>/dev/null # whatever the host had in reserve
    done
    grep -q disk_full said || wrong "a case is refused on a full disk, but not so"
    c case list >/dev/null 2>said || wrong "cases are not listed on a full disk"
    kill -9 "$host"
    wait "$host" 2>/dev/null
    cat /dev/zero >>disk_real/filler 2>/dev/null
    if serve $data; then # it may find room in its files
        c case list >/dev/null 2>said || wrong "cases are not listed after a start on a full disk"
    else
        host=
        judge 74 'full or cannot be written' "a start on a full disk" "$code"
        rm disk_real/filler
        serve $data || wrong "the host does not start with space again"
    fi
    rm -f disk_real/filler
    until c case start counting '{"start": 1}' >>started 2>said; do
        grep -q disk_full said || { wrong "with space again a case is refused otherwise"; break; }
        sleep 0.1
    done
    [ "$(c case list --json | grep -o '"number": "' | wc -l)" = $(($(grep -c '^number: ' started) + 1)) ] ||
        wrong "on a disk that was full cases were lost or are too many"
    stop
    if mount -o remount,ro disk_real 2>/dev/null; then
        before=$(sum $data)
        serve $data && wrong "the host starts on a read-only disk" && stop
        judge 74 'ead-only' "a disk mounted read-only" "$code"
        [ "$before" = "$(sum $data)" ] || wrong "a disk mounted read-only: the database is not what it was"
    fi
    umount "$mounted" && mounted=
else
    echo "start.sh: mounting is not allowed here, so real small disks are left out"
fi

[ $failed = 0 ] && echo "$refusals refusals, each with its sentence and code, no database harmed"
[ $failed = 0 ]
