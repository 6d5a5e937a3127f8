/* move.h - on which release an open case goes on.
 *
 * An activation writes nothing about open cases but the list of those that stay (engine rule E11).
 * A case moves when its script is about to hear something: the stage is rebuilt on the active
 * release, comparing; if all is the same, it goes on there and the row of that turn says so. If it
 * diverges it is rebuilt on the release it was on, hears there, and is listed as a *stay*, which
 * holds until it leaves the stage. A rollback is the same thing.
 *
 *            hears; same                       hears; diverges, gone or held
 *   BEHIND ---------------> ON THE ACTIVE   BEHIND ---------------------------> STAYS
 *      ^                       |                                                  |
 *      +------ activation -----+              the stage ends: the next one opens on the active
 *                                             release, or stays again
 *
 * All turns of a loan see one active release (loan.active). Turns that wake no script leave the
 * release alone.
 */
#pragma once
#include "engine/shadow.h"
#include "engine/turn.h"

/* Before the script of an open case hears: puts it on the release it goes on with. A fiber that is
 * there afterwards is of that release; there may be none yet. STATUS_HOST_VERDICT parks. */
MUST_CHECK int move_before_hearing(struct turn *turn, struct err *err);
/* A stage opens in this turn: on the active release if that has it and may be moved to. Carried: it
 * has, and somebody has decided so. */
void move_at_stage(struct turn *turn, const char *stage, bool is_carried);
/* The case has closed in this turn: it stays behind no more. */
void move_at_end(struct turn *turn);
/* The case goes on on the active release, whatever `upgrade` says, if all is the same there; else
 * *moved is false and it stands where it was. STATUS_BUSY: turns of this loan must settle first. */
MUST_CHECK int move_to_active(struct turn *turn, const struct workflow *newer, bool *moved,
                              struct err *err);
/* Is what the sweep found (turn->event) still so: the same activation, stage entry, and behind? */
MUST_CHECK int move_is_behind(struct turn *turn, bool *out, struct err *err);
/* Lists the case as staying in its present stage. */
MUST_CHECK int move_stay_for(struct turn *turn, enum verdict verdict, const struct err *why,
                             struct err *err);
/* The workflow of the case on another release, if the case may go on there in `stage`; else NULL
 * and the verdict that says why not. */
const struct workflow *move_target(const struct casefile *cf, const struct edition *edition,
                                   struct slice stage, enum verdict *why_not);
