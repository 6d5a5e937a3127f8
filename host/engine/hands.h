/* hands.h - a task that nobody can do stays open, and that is an incident of the office (E7).
 *
 * Looked at in every turn that may have changed it: a task was opened, given on or given back, the
 * case has another holder, somebody was found to have an interest. Where the host has records of
 * people, somebody must hold one of its roles in its office, be there or have a substitute, be
 * allowed to see the case, and neither be excluded nor recused; of an approval also be another than
 * who answered.
 *
 *   PART_FACT "nobody/KEY OF THE TASK"  what is needed to end the incident { ref, at, code, body }
 *   done { nobody = KEY, status }       "opened", "ended" in the row of the turn
 *
 * It ends by itself in the turn that finds somebody who can do it, or in which the task has ended
 * or is taken. People who come and go move no case: whoever is employed for it takes the task.
 */
#pragma once
#include "engine/turn.h"

/* After all else has been applied. Nothing where roles stand for themselves, nor in a retelling. */
void hands_check(struct turn *turn);
