/* engaged.h - who is bound to be where: places held, asked or waited for, over all cases.
 *
 * Within a case its turn decides what overlaps (duty/dispatch.h, P2). Between cases a turn sees
 * only its own rows, so the engine keeps, in memory, the times of every place that is live. A claim
 * is decided under the lock and leaves a *pending* entry there; once its write set has settled the
 * entry stands, or is gone with the loan that failed. The rows are the truth: after a start, and
 * after commits whose outcome is unknown, all is read anew.
 *
 * Only who takes a place is asked: claims and swaps. Who waits is bound too, so that moving up
 * from a waiting list depends on nothing but its own case, and a retelling finds it as it was.
 * What counts is what is going on: a dispatch that is over binds nobody.
 */
#pragma once
#include "base/err.h"
#include "duty/dispatch.h"
#include "store/store.h"

struct engaged;

struct engaged *engaged_new(void);
void engaged_free(struct engaged *engaged);
/* Any thread, around a deed: what the person has elsewhere, the deed, what it took. */
void engaged_lock(struct engaged *engaged);
void engaged_unlock(struct engaged *engaged);
/* Adds to the list what this person has in other cases; the arena's. Locked. */
void engaged_find(struct engaged *engaged, const struct id *but, const char *person,
                  struct arena *arena, struct elsewheres *out);
/* He takes the place "helpers/12" of this case: pending. Locked. */
void engaged_take(struct engaged *engaged, const struct id *ref, const char *key,
                  const struct elsewhere *times);
/* The write set of the case has settled (NULL: the loan has failed). Locks by itself. */
void engaged_settle(struct engaged *engaged, const struct id *ref, const struct write_set *writes);
/* All that is on disk, in a new one; any thread with a reader. */
MUST_CHECK int engaged_read(struct reader *reader, struct engaged *into, struct err *err);
/* Gives what `from` has to `engaged`. */
void engaged_replace(struct engaged *engaged, struct engaged *from);
