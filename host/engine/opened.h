/* opened.h - for whom the personal values of a case are opened (docs/people.md).
 *
 * Whoever works on it: holds a role of handling in the office that holds the case, or has an open
 * task of it. Supervisors, statisticians and auditors see states and times, not people; who handed
 * a case over sees from then on what a stranger sees. Each look is recorded by the caller.
 */
#pragma once
#include "duty/actor.h"
#include "engine/veil.h"

/* Does he hold a role of handling, anywhere? Where not, no look needs to be recorded. */
bool opened_for_role(const struct actor *actor);
/* NULL eyes see everything. `also`: another office whose people may, NULL: none. */
bool opened_for(const struct eyes *eyes, const struct case_image *image, const char *also);
