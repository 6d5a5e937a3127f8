/* outcomes.h - what would have been different: the cases of a period compared with what a candidate
 * release would have made of them (engine/outcome.h), in counts, by cause, and case by case.
 *
 *   RUNNING --all cases seen--> DONE
 *      |----outcomes_cancel, the host stops--> CANCELLED
 *      +----a page cannot be read--> FAILED
 *
 * Runs on the shadow lane, a few cases at a time, and writes nothing. Cases that are the same are
 * counted only; of the others the first OUTCOMES_KEPT_MOST are kept, all are counted and grouped.
 * The last of each release is kept until another begins, or the engine closes. Loop thread.
 */
#pragma once
#include "engine/engine.h"
#include "engine/outcome.h"

struct outcomes;

enum outcomes_state { OUTCOMES_RUNNING, OUTCOMES_DONE, OUTCOMES_CANCELLED, OUTCOMES_FAILED };
enum { OUTCOMES_KEPT_MOST = 5000, OUTCOMES_MOST = 4 };

struct outcomes_query {
    int64_t release; /* the candidate, as the store has it */
    struct digest digest;
    int32_t from, to;     /* dates: cases begun from `from` to `to`, both included; 0: open */
    const char *workflow; /* NULL: all; copied */
};

/* STATUS_CONFLICT: one is running for this release; STATUS_BUSY: too many are; STATUS_STOPPING. */
MUST_CHECK int engine_outcomes(struct engine *engine, const struct outcomes_query *query,
                               struct err *err);
/* The last of this release, running or ended; NULL: none in this life of the host. */
struct outcomes *outcomes_last(const struct engine *engine, int64_t release);
/* Ends at the next case; what was found so far is kept. */
void outcomes_cancel(struct outcomes *outcomes);

enum outcomes_state outcomes_state(const struct outcomes *outcomes);

/* { release, from, to, workflow, state, started_at, ended_at, total, cases, counts = { same,
 *   different, incomparable, ended_otherwise }, kept, beyond, error, zh, en,
 *   groups = [ { kind, workflow, subject, was, now, shift_days, cases, zh, en, examples } ],
 *   groups_beyond } */
struct value *outcomes_report(const struct outcomes *outcomes, struct arena *arena);
/* The same without groups. */
struct value *outcomes_progress(const struct outcomes *outcomes, struct arena *arena);
/* { items = [ { case, number, workflow, office, opened_at, verdict, reason, was, now, differences,
 *   notes, waits } ], next }: those kept, from position `after` on; of one verdict, or all (-1). */
struct value *outcomes_cases(const struct outcomes *outcomes, int64_t after, int verdict,
                             size_t limit, struct arena *arena);

void outcomes_stop(struct engine *engine); /* the host stops: all end soon */
void outcomes_close(struct engine *engine);
