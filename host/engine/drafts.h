/* drafts.h - what somebody has begun to write in a task and not sent: one for each person and task.
 *
 * Kept as a record (RECORD_DRAFT, key "TASK/PERSON"), its body sealed under the master key, for it
 * may hold anything personal. Nobody but its writer reads it. A draft of a task that has ended is
 * not shown any more and is cleared away with a later sweep (attachment_sweep.c). Erasing a person
 * of the case does not reach it: while its task is open it stays until its writer sends or drops
 * it.
 */
#pragma once
#include "engine/records.h"
#include "engine/turn.h"

enum { DRAFT_BYTES_MOST = 256 << 10 };

struct draft {
    int64_t version; /* 0: there is none */
    int64_t at;
    struct value *value; /* {outcome, data} as sent; nil */
};

/* Any thread. A draft that cannot be opened is none. */
MUST_CHECK int draft_read(struct engine *engine, struct reader *reader, const struct id *task,
                          const struct actor *actor, struct arena *arena, struct draft *out,
                          struct err *err);
/* Loop thread: a change from `expected` (0: there is none yet); `value` NULL: it ends. The caller
 * gives on_done and hands it to engine_change_records. */
struct records_change *draft_change(struct engine *engine, const struct id *task,
                                    const struct actor *actor, int64_t expected,
                                    const struct value *value);
/* In a turn: all drafts of the case's tasks end, those of ended tasks too. `ended`: how many. */
MUST_CHECK int drafts_end(struct turn *turn, int64_t *ended, struct err *err);
