/* duties.h - what a stage owes when it ends: `duties = { start = { clocks }, stop = { clocks } }`.
 *
 * Checked when a stage leads on to another one, whoever plays its body, and by what the handler of
 * an office's own signal does: a clock to start has been started in the stage or runs; a clock to
 * stop does not run. A stage that leads to itself goes on, and what closes the case owes no start.
 * The handlers that the workflow itself declares are its own procedure and owe nothing.
 */
#pragma once
#include "engine/turn.h"

/* `signal`: whose handler ended the stage; NULL: its body. 0, or STATUS_SCRIPT_FAILED with code
 * "duty_unmet": the case is parked and says which. */
MUST_CHECK int duties_check(const struct turn *turn, const char *signal, struct err *err);
