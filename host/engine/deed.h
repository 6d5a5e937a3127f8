/* deed.h - write sets of no case: what administrators do to the host itself.
 *
 * A deed under way counts as a loan, so a host that stops waits for it and one that lost its store
 * does not recover before it has settled. Loop thread only.
 */
#pragma once
#include "engine/inside.h"

/* Why nothing may be written now, in the words an act would be told; 0: it may. */
MUST_CHECK int deed_refusal(struct engine *engine, struct err *err);
/* Adds an audit row; actor NULL: the host itself. */
void deed_audit(struct engine *engine, struct write_set *writes, const struct actor *actor,
                const char *what, const struct value *body);
/* The write set stays the caller's; note->on_note comes on the loop thread when it has settled and
 * must call deed_end last. */
void deed_submit(struct engine *engine, struct write_set *writes, struct note *note);
void deed_end(struct engine *engine);
