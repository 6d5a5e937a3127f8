/* exported.h - an exported case (export.h) opened: its chain checked, then laid on a disk in memory
 * with an engine beside it, so that whatever reads a case reads this one too.
 *
 * The file may hold anything. It is refused with one sentence, STATUS_CORRUPT (STATUS_NEWER_SCHEMA
 * for a later version), unless it is whole, every turn's hash follows from the turn before, every
 * release is what its digest says, and the digest over all is right. Its scripts run in the sandbox
 * all scripts run in. Nothing is signed: who can write a file can write a consistent one; compare
 * the hash of the last turn with the host's.
 */
#pragma once
#include "data/secret.h"
#include "engine/engine.h"
#include "engine/verify.h"
#include "store/simulated.h"

enum { EXPORTED_BYTES_MOST = 1 << 30 };

struct exported {
    struct arena arena;
    struct id ref;
    struct case_image image; /* as the store has it, in the arena */
    struct engine *engine;
    struct reader *reader;
    /* private */
    struct wallclock_held clock;
    struct chance chance;
    struct loop *loop;
    struct disk *disk;
    struct shelf *shelf, *own_shelf; /* its releases, compiled once each */
    struct store *store;
};

/* `text` is borrowed until exported_close. Closed by itself when it fails. */
MUST_CHECK int exported_open(struct exported *exported, struct slice text, struct err *err);
/* The same with a shelf of the caller's, who opens many: what is on it is not compiled again. */
MUST_CHECK int exported_open_on(struct exported *exported, struct slice text, struct shelf *shelf,
                                struct err *err);
void exported_close(struct exported *exported);

/* Status, waits, tasks and clocks as the journal tells them; every stage replayed on its release.
 * `on_fault` for each fault; STATUS_CORRUPT if there was one. */
MUST_CHECK int exported_verify(struct exported *exported,
                               void (*on_fault)(void *owner, const struct id *case_ref,
                                                const struct err *err),
                               void *owner, struct verify_result *out, struct err *err);

/* exported_read.c: the file as rows, in the arena; checked as said above. */
MUST_CHECK int exported_read(struct slice text, struct arena *arena, struct disk_case *out,
                             struct err *err);
