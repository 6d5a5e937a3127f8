/* preflight.h - every open and parked case replayed on a candidate release, before it takes effect.
 *
 *   RUNNING --all pages read--> DONE
 *      |----preflight_cancel, the host stops--> CANCELLED
 *      +----a page cannot be read--> FAILED
 *
 * Runs on the shadow lane, in pages of cases, each read in a transaction of its own. What it found
 * is kept until another pre-flight of the same release begins, or the engine closes. Cases found
 * the same are counted only; of the others so many are kept as PREFLIGHT_KEPT_MOST says, all are
 * counted. Loop thread, unless it says otherwise.
 *
 * Sealed cases are replayed, and stay, like all others, but nothing counts them; what is behind a
 * veil counts as the same (finding_is_hidden). Findings of both are there for the cleared.
 */
#pragma once
#include <stdatomic.h>
#include "engine/shadow.h"
#include "engine/veil.h"

struct preflight;
struct group;

enum preflight_state {
    PREFLIGHT_RUNNING,
    PREFLIGHT_DONE,
    PREFLIGHT_CANCELLED,
    PREFLIGHT_FAILED,
};

/* Cases that would stay or move are what an activation lists; of those that are held or changed
 * fewer will do. */
enum { PREFLIGHT_KEPT_MOST = 100000, PREFLIGHT_KEPT_HARMLESS = 20000, PREFLIGHTS_MOST = 8 };

/* Of what everybody may be told. */
struct preflight_tally {
    uint64_t cases; /* replayed */
    uint64_t by_verdict[VERDICT_COUNT];
    uint64_t parked, gets_past; /* of the cases */
    uint64_t kept, beyond;      /* findings kept, and those that were not */
};

/* Starts one for a stored release. STATUS_CONFLICT: one is running for it; STATUS_BUSY: too many
 * are; STATUS_STOPPING. That the store has no such release shows later: FAILED, STATUS_NOT_FOUND.
 */
MUST_CHECK int engine_preflight(struct engine *engine, int64_t release, const struct digest *digest,
                                struct err *err);
/* The last one of this release, running or ended; NULL: none in this life of the host. */
struct preflight *preflight_last(const struct engine *engine, int64_t release);
/* Ends soon, at the next case; what was found so far is kept. Nothing if it has ended. */
void preflight_cancel(struct preflight *preflight);

/* Whoever holds it beyond the call. What is read below may be read on any thread once it has ended.
 */
struct preflight *preflight_ref(struct preflight *preflight);
void preflight_unref(struct preflight *preflight); /* NULL allowed */

int64_t preflight_release(const struct preflight *preflight);
const struct digest *preflight_digest(const struct preflight *preflight);
enum preflight_state preflight_state(const struct preflight *preflight);
const struct err *preflight_err(const struct preflight *preflight); /* of FAILED */
const struct preflight_tally *preflight_tally(const struct preflight *preflight);
/* How many cases there were to replay when it began; 0: not counted yet. */
uint64_t preflight_total(const struct preflight *preflight);

/* One at most; told at each change worth showing and at the end. */
void engine_on_preflight(struct engine *engine,
                         void (*on_preflight)(void *owner, struct preflight *preflight),
                         void *owner);

/* The findings kept that these eyes may see (NULL: all), by case_id above `after`, those of one
 * verdict (VERDICT_COUNT: all). NULL when there are no more. */
const struct finding *preflight_next(const struct preflight *preflight, const struct eyes *eyes,
                                     int64_t after, enum verdict verdict);
/* An OP_STAY for each case kept that stays behind, for the write set that activates the release.
 * Of a pre-flight that is not DONE: none. Returns how many there are to tell of. */
size_t preflight_stays(const struct preflight *preflight, struct write_set *writes);

/* { release, state, started_at, ended_at, total, cases, counts = { same, ... }, parked, gets_past,
 *   stays, kept, beyond, error, groups = [ { workflow, stage, verdict, where, recorded, now, count,
 *   parked, gets_past, zh, en, examples = [ { case, number, turn } ] } ], groups_beyond } */
struct value *preflight_report(const struct preflight *preflight, struct arena *arena);
/* The same without groups: for a stream of progress. */
struct value *preflight_progress(const struct preflight *preflight, struct arena *arena);

void preflights_stop(struct engine *engine); /* the host stops: all end soon */
void preflights_close(struct engine *engine);
