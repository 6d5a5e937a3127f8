/* records.h - what an office keeps about itself, changed from outside: people, rosters, absences,
 * conflicts, settings.
 *
 * A record changes with the version it was read at (rules.md E6), or not at all: who comes late is
 * told `stale_version` and looks again. All changes of one call are one write set, each with its
 * row in the audit log: who, what, key, former and new version - never what stands in it.
 *
 * To keep a kind in memory as well: people.c, which is told of every change that was recorded.
 */
#pragma once
#include "engine/engine.h"
#include "store/office.h"

struct once_digests; /* engine/once.h */

struct record_change {
    enum record_kind kind;
    const char *key;
    int64_t expected; /* version; 0: there must be none */
    int status;       /* 1; 0: ended */
    const struct value *body;
};

struct records_change {
    struct arena arena;        /* what the changes point to; started as {0} */
    const struct actor *actor; /* NULL: the host itself */
    const char *what;          /* in the audit log: "person_changed" */
    struct record_change *changes;
    size_t count;
    const struct once_digests *key; /* of an Idempotency-Key; NULL: none. Borrowed */
    struct value *reply;            /* what the caller is answered: kept with the key */
    const struct value *notices;    /* [{ person, name, body }] told when it is recorded; or NULL */
    /* On the loop thread, once; the owner frees it. Status 0: recorded. */
    void (*on_done)(struct records_change *change);
    void *owner;
    int status;
    struct err err;
    struct records_change_private {
        struct note note;
        struct engine *engine;
        struct write_set *writes;
    } own;
};

struct records_change *records_change_new(const struct actor *actor, const char *what);
void records_change_free(struct records_change *change); /* NULL allowed */
/* Room for one more, filled by the caller from the change's arena. */
struct record_change *records_change_add(struct records_change *change);
void engine_change_records(struct engine *engine, struct records_change *change);

/* A record in answers: its body and { version }. */
MUST_CHECK int record_read(struct reader *reader, enum record_kind kind, const char *key,
                           struct arena *arena, struct record_row *row, struct value **body,
                           struct err *err);
