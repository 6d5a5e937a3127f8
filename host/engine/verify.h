/* verify.h - is every case what its journal says? Reads only; any thread with a reader.
 *
 * For a case: every row's hash follows from the one before, seq without gaps, the head is the
 * case's head; its status, outcome, waits, tasks and clocks - and when they fall due - are those
 * its last stage tells, its links those its whole journal tells; an open stage replays without
 * divergence on its release and is marked as ready if it has something to hear.
 */
#pragma once
#include "engine/engine.h"

struct editions;

struct verify_result {
    uint64_t cases, rows, replayed;
    uint64_t faults;
    struct editions *editions; /* while it runs: the releases of the cases seen so far */
};

/* `on_fault` for each fault, with case and reason. Returns STATUS_CORRUPT if there was one. */
MUST_CHECK int verify_all(struct engine *engine, struct reader *reader,
                          void (*on_fault)(void *owner, const struct id *case_ref,
                                           const struct err *err),
                          void *owner, struct verify_result *out, struct err *err);
/* One case, which is also what its rows say: status, outcome, waits, tasks, clocks, links. */
MUST_CHECK int verify_case(struct engine *engine, struct reader *reader, const struct case_row *row,
                           struct verify_result *out, struct err *err);
/* Every stage of a case, former ones too, replayed to its end on the release of its rows, newest
 * first. `on_fault` for each that does otherwise. */
MUST_CHECK int verify_stages(struct engine *engine, struct reader *reader,
                             const struct case_row *row,
                             void (*on_fault)(void *owner, const struct id *case_ref,
                                              const struct err *err),
                             void *owner, struct verify_result *out, struct err *err);
/* The hashes alone, from `row` back to the first turn. */
MUST_CHECK int verify_chain(struct reader *reader, const struct case_row *row, uint64_t *rows_seen,
                            struct err *err);
