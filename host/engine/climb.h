/* climb.h - a step of a ladder is taken: what it says is done, by the core, whatever state the case
 * and its script are in. One step is one turn; its row names the step, the moment it was for, who
 * was told, and what was left out and why.
 */
#pragma once
#include "duty/ladder.h"
#include "engine/turn.h"

/* The clock has gained the step's entry and is to be kept by the caller. A part of the step that
 * cannot be done is left out and recorded; fails only as the host's fault. */
MUST_CHECK int climb_step(struct turn *turn, const char *key, struct clock *clock,
                          const struct ladder_step *step, struct err *err);
