/* recalc.h - clocks follow the calendar: after an edit, or when a case comes to an office with
 * another one, every running clock of the case is computed again in a turn of its own.
 *
 * Nothing is forgotten and nobody has to be told twice: whether a clock is computed by the calendar
 * in force is written in the clock. So a case looks at the beginning of each loan, is sent a
 * message by an edit that touches it, is looked at again when a loan comes back that was lent
 * before the edit, when it is born with clocks of another or opens again after a merge, and once in
 * each life of the host in the background.
 *
 *   edit --message--> loan begins: stale? --yes--> EVENT_CALENDAR: LEDGER_RECALCULATED, timers move
 *                                    ^
 *   loan of before comes back -------+------- a life begins: recalc_sweep
 */
#pragma once
#include "engine/calendars.h"

/* Does a running clock of the case name another calendar than that in force? Script thread, on a
 * loaded case. */
bool recalc_is_needed(struct casefile *cf);
/* Accept half of EVENT_CALENDAR; forgotten if nothing moves. */
MUST_CHECK int accept_calendar(struct turn *turn, struct err *err);

/* Was this loan lent before an edit? Then the case is looked at once more. Loop thread. */
bool recalc_is_due(const struct casefile *cf);
/* Looks at all open cases in the background, once in the engine's life. Loop thread. */
void recalc_sweep(struct engine *engine);
