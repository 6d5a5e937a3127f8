/* linked.h - what two cases know of each other when one has started the other.
 *
 * A case that another has started knows from the first on where it comes from: { workflow, number,
 * office, as }. That stands in the opening row of each of its stages, so a script reads it live and
 * in replay (case.from). Who started it asks for its number: a message there and one back, and only
 * where a script waits for it (case:await_start).
 *
 *   message "start"        ... source { workflow, number, office, as }, route [{ workflow, at }]
 *   message "start_asked"  are you there? Answered by the core, whatever the script does
 *   message "started"      started { outcome = "started", number, office }
 *
 * The route are the workflows that a matter has come through, each with when it was handed on. Back
 * to one of them it goes only by a ruling, as long as a handoff would need one: A -> B -> A.
 *
 * PART_LINK "parent" keeps { source, route, group }; that of a case started here { as, is_child,
 * started, ended }. A sealed case tells nobody of itself, not even what it starts.
 */
#pragma once
#include "engine/turn.h"

struct stage_start;

/* Into the opening row: where the case comes from, and its letter's number. */
void linked_origin(struct turn *turn, struct stage_start *start);
/* What the link to its parent keeps of the message that begins a case. */
struct value *linked_parent(struct turn *turn, const struct value *message);
/* Its people are told both numbers. */
void linked_tell_citizens(struct turn *turn);

/* STATUS_SCRIPT_FAILED "handoff_loop", unless start_case says that it was ruled. */
MUST_CHECK int linked_check_loop(struct turn *turn, const struct asked *asked, struct err *err);
/* Into the message that begins the other case. */
void linked_send_along(struct turn *turn, const struct asked *asked, struct value *message);

void linked_ask_start(struct turn *turn, const struct id *ref);
void linked_answer_start(struct turn *turn, const struct id *to);
/* As the body of a link tells it; NULL: not known yet. */
struct value *linked_start_known(const struct value *link);
/* A case started here has begun; it ended, or could not begin: kept in the link, told to who waits.
 */
void linked_started(struct turn *turn, const struct id *from, struct value *started);
void linked_ended(struct turn *turn, const struct id *from, struct value *ended);
