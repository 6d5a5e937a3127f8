/* terms.h - what two releases declare differently of one workflow: forms, clocks (with
 * their ladders), signals, letters, notices.
 *
 * A command names them and took effect with what they said then (rule E5), so a case whose recorded
 * commands name one that has changed is "same, changed since". Lines are not compared.
 */
#pragma once
#include "engine/edition.h"
#include "script/fiber.h"

struct terms {
    struct terms *next;
    const struct workflow *then, *now; /* of the former release and of the candidate */
    struct value *forms, *clocks, *signals, *letters, *notices; /* { name = true }: changed */
};

/* How `now` differs from `then`; looked up in and added to `list`, which lives in the arena and no
 * longer than the two. */
const struct terms *terms_between(struct terms **list, struct arena *arena,
                                  const struct workflow *then, const struct workflow *now);
/* Has anything changed that the recorded command was given, or that it names? */
bool terms_changed(const struct terms *terms, const struct value *recorded,
                   const struct command *made);
