/* rehearsal_outside.h - the world outside a rehearsal: nothing is sent, everything is taken at once
 * unless a spec says how a target answers.
 */
#pragma once
#include "duty/effect.h"

struct outside_word;

struct rehearsal_outside {
    struct sender sender;
    struct arena arena;
    struct outside_word *first; /* what was said of targets, the newest first */
};

void rehearsal_outside_open(struct rehearsal_outside *outside);
void rehearsal_outside_close(struct rehearsal_outside *outside);
/* From now on the target is "done", "failed" or "silent"; with "done" a call gives these fields.
 * False: there is no such word. */
bool rehearsal_outside_say(struct rehearsal_outside *outside, const char *target, const char *word,
                           const struct value *fields);
