/* handoff.h - this case goes to another office: received there, or objected to.
 *
 *   handoff --> a task with its form at the receiver, the sender still holds the case
 *      | "receive"          custody moves; the script hears the answer
 *      | `expires` is over  custody moves: silence counts as received
 *      | "object"           the sender goes on holding it; the script hears the answer
 *
 * `final` was ruled: "object" is not offered. Back to an office from which the holder has it since
 * less than five working days (setting `handoff_loop`) it goes only by such a ruling.
 */
#pragma once
#include "engine/tasks.h"

/* Is what came at this time still within the time in which it goes back only by a ruling? */
bool handoff_is_loop(struct turn *turn, int64_t came_at);
/* That time, for sentences, in the turn's arena. */
const char *handoff_loop_text(const struct turn *turn);
/* Refuses an outcome that a handoff does not offer; 0 for every other task. */
MUST_CHECK int handoff_may_answer(struct turn *turn, const struct task *task, const char *outcome,
                                  struct err *err);
/* The task of `body` (of its wait) was answered; `answer` is what the script will hear. */
void handoff_answered(struct turn *turn, const struct value *body, const char *outcome,
                      struct value *answer);
/* What the script hears when nobody said anything in time: received. NULL: it is no handoff. */
struct value *handoff_expired(struct turn *turn, const struct value *body);
