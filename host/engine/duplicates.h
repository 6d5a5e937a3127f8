/* duplicates.h - cases that may be the same matter again: of the same person, by the keyed digests
 * of his numbers (recusal.h). A hint for who registers, and for nobody else: no count, no list of a
 * person's matters is shown beside it (INV-6), and a script never learns of it.
 *
 * Shown to who holds one of the roles that the workflow names by `hints`, in the office that holds
 * the case, and only of cases that he may see.
 */
#pragma once
#include "engine/engine.h"
#include "engine/veil.h"

/* { workflow = roles } of the active release, in the arena. Loop thread. */
struct value *duplicates_roles(struct engine *engine, struct arena *arena);

struct duplicates_look {
    const struct id *ref;
    const struct value *roles; /* as above */
    const struct actor *actor;
    const struct eyes *eyes;
};
/* { items = [ { id, number, workflow, office, stage, status, outcome, opened_at, same_subject } ]
 * }, those about the same offices first, then newest first, 20 at most. STATUS_FORBIDDEN for
 * others. Inside a read. */
MUST_CHECK int case_duplicates(struct reader *reader, const struct duplicates_look *look,
                               struct arena *arena, struct value **out, struct err *err);
