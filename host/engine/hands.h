/* hands.h - a task that nobody can do stays open, and that is an incident of the office (E7).
 *
 * Looked at in every turn that may have changed it - a task was opened, given on or given back, the
 * case has another holder, somebody was found to have an interest - and, when people have changed
 * meanwhile, in a turn of its own (hands_watch.h). Where the host has records of people, somebody
 * must hold one of its roles in its office, be there or have a substitute, be allowed to see the
 * case, and neither be excluded nor recused; of an approval also be another than who answered. What
 * somebody has taken is his as long as he has not left; while he is away his substitute's.
 *
 *   somebody can now                                   no incident; what there is ends
 *   nobody now, but before the next working day is over      as it was
 *   nobody until then                                  an incident
 *
 * So a lunch, a day in town or a night makes none, and one that is there ends only when somebody
 * really can: it does not come and go.
 *
 *   PART_FACT "nobody/KEY OF THE TASK"  what is needed to end the incident { ref, at, code, body }
 *   done { nobody = KEY, status }       "opened", "ended" in the row of the turn
 *
 * It ends by itself in the turn that finds somebody who can do it, or in which the task has ended.
 */
#pragma once
#include "engine/turn.h"

/* After all else has been applied. Not in a retelling. */
void hands_check(struct turn *turn);
/* Would it say anything? Also of a case that is not on loan: any thread that has its rows, with
 * turn->at, engine, arena and a staff in the loan. */
bool hands_differ(struct turn *turn);
/* Accept half of EVENT_HANDS; forgotten if there is nothing to say. */
MUST_CHECK int accept_hands(struct turn *turn, struct err *err);
