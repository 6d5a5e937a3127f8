/* editions.h - which releases are in memory.
 *
 * A set of editions is immutable and counted. The loop thread replaces the engine's set by another
 * when a release is activated, compiled again for a case that woke, or needed no more; a loan takes
 * a reference to the set when it is lent, so all its turns see the same active release whatever
 * happens meanwhile.
 *
 * In the set stay: the active edition, those a casefile in hand is on, and a few that nobody uses,
 * for rollbacks and for cases that wake now and then. All others go; the store has their text, and
 * the script thread that wakes a case of theirs compiles it again (casefile_use_edition). The loop
 * then takes that edition into the set, so that the next case finds it.
 */
#pragma once
#include "engine/edition.h"
#include "store/store.h"

struct engine;

struct editions {
    atomic_int refs;
    const struct edition *active; /* of the items; NULL: no release is active */
    size_t count;
    const struct edition *items[]; /* a reference each; the last used last */
};

enum { EDITIONS_IDLE_MOST = 2 }; /* kept though nobody uses them */

struct editions *editions_none(void);
struct editions *editions_ref(struct editions *set);
void editions_unref(struct editions *set); /* NULL allowed */
const struct edition *editions_find(const struct editions *set, int64_t release);
/* Another set: this one and the edition, which takes the place of one with the same id. The caller
 * lets go of the old set. */
struct editions *editions_with(const struct editions *set, const struct edition *edition);
/* The set becomes another one with the edition, unless it has it (NULL allowed): for those who keep
 * a set of their own, on a thread of theirs. */
void editions_add(struct editions **set, const struct edition *edition);
/* Another set without what nobody but the set itself uses, or NULL if there is nothing to drop. */
struct editions *editions_trimmed(const struct editions *set);

/* edition_open, and counted among those of the engine. */
MUST_CHECK int engine_open_edition(struct engine *engine, int64_t id, struct release *release,
                                   const struct edition **out, struct err *err);
/* Compiles a release from the store's text. STATUS_NOT_FOUND if the store has none of this id. Any
 * thread with a reader. */
MUST_CHECK int edition_load(struct engine *engine, struct reader *reader, int64_t release,
                            const struct edition **out, struct err *err);

/* ---- the engine's set: loop thread only ---- */

/* NULL if it is not in memory. */
const struct edition *engine_edition(const struct engine *engine, int64_t release);
/* From the next loan on new cases and stages open on this edition, which the store has recorded as
 * active; open cases follow at their next turn. Takes a reference of its own. NULL: none is. */
void engine_set_active(struct engine *engine, const struct edition *edition);
void engine_keep_edition(struct engine *engine, const struct edition *edition);
void engine_trim_editions(struct engine *engine);
