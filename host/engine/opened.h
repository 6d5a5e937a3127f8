/* opened.h - for whom the personal values of a case are opened (docs/people.md).
 *
 * One rule for all doors: the case, its letters, its files. Whoever works on it: holds a role of
 * handling, and that in the office that holds the case, or has an open task of it. Not who
 * is kept out of it (recusal.h): the official complained of must not read who complains.
 * Supervisors, statisticians and auditors see states and times, not people; who handed a case over
 * sees from then on what a stranger sees. Beside it who has a task sees what that task shows him
 * (task_look.h), whatever his role, and nobody else does in passing. Each look is recorded by the
 * caller.
 */
#pragma once
#include "duty/actor.h"
#include "engine/veil.h"

/* Does he hold a role of handling, anywhere? Where not, no look needs to be recorded. */
bool opened_for_role(const struct actor *actor);
/* Has he a live task of the case, or stands in for who has? */
bool opened_has_work(const struct actor *actor, const struct case_image *image);
/* NULL eyes see everything, those of a stranger nothing. `also`: another office whose people may,
 * NULL: none. */
bool opened_for(const struct eyes *eyes, const struct case_image *image, const char *also);
