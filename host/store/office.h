/* office.h - records, effects and notices, read.
 *
 * Calls of a reader like those in store.h, of both implementations. Written by OP_RECORD,
 * OP_EFFECT, OP_NOTICE and OP_NOTICE_READ. Lists for people are in store/lists.h.
 */
#pragma once
#include "store/store.h"

/* One record, ended or not. STATUS_NOT_FOUND without a text. */
MUST_CHECK int reader_record(struct reader *reader, enum record_kind kind, struct slice key,
                             struct arena *arena, struct record_row *out, struct err *err);

struct record_span {
    enum record_kind kind;
    struct slice after; /* key; empty: from the first */
    size_t limit;
    bool has_ended; /* those with status 0 too */
};
/* By key bytewise. */
MUST_CHECK int reader_records(struct reader *reader, const struct record_span *span,
                              struct arena *arena, struct record_row **rows, size_t *count,
                              struct err *err);

/* STATUS_NOT_FOUND without a text. */
MUST_CHECK int reader_effect(struct reader *reader, const struct id *ref, struct arena *arena,
                             struct effect_row *out, struct err *err);

struct effect_span {
    enum effect_status status;
    int64_t after_next_at, after_id; /* of the last one seen; zeroes: from the first */
    int64_t until_ms;                /* next_at at most */
    size_t limit;
};
/* By (next_at, id). */
MUST_CHECK int reader_effects(struct reader *reader, const struct effect_span *span,
                              struct arena *arena, struct effect_row **rows, size_t *count,
                              struct err *err);

/* STATUS_NOT_FOUND without a text. */
MUST_CHECK int reader_notice(struct reader *reader, const struct id *ref, struct arena *arena,
                             struct notice_row *out, struct err *err);
/* All of them by rowid above `after`. */
MUST_CHECK int reader_notices(struct reader *reader, int64_t after, size_t limit,
                              struct arena *arena, struct notice_row **rows, size_t *count,
                              struct err *err);
/* A part of the case in whatever state; STATUS_NOT_FOUND without a text. Not for tasks. */
MUST_CHECK int reader_part(struct reader *reader, int64_t case_id, enum part_kind kind,
                           struct slice key, struct arena *arena, struct part *out,
                           struct err *err);

/* Cases with a task that is open or claimed, by rowid above `after`. */
MUST_CHECK int reader_tasked(struct reader *reader, int64_t after, size_t limit,
                             struct arena *arena, struct case_row **rows, size_t *count,
                             struct err *err);
/* Cases with a dispatch that is going on, by rowid above `after`. */
MUST_CHECK int reader_dispatching(struct reader *reader, int64_t after, size_t limit,
                                  struct arena *arena, struct case_row **rows, size_t *count,
                                  struct err *err);
