/* inspect.h - a fiber as a debugger shows it: where each branch stands and what its variables hold,
 * and the lines that were executed last.
 *
 * For replays that somebody looks at, never for live turns: looking costs memory of the state and
 * may reach its limits. Nothing of a script runs, nothing it can see changes. Texts are bounded
 * (script/shown.h), so is the whole.
 */
#pragma once
#include "script/fiber.h"

enum { FIBER_LINES = 20 };

enum inspect_detail {
    INSPECT_SHORT, /* a line for each variable that holds data */
    INSPECT_FULL,  /* every variable, functions too, of every function that waits */
};

/* Of a fiber that waits, or that has failed and was not touched since; in the arena:
 *   [ { branch = path ("" of the stage), kind = "stage" | "handler" | "hook" | "member", name,
 *       waits = { id, verb, name } | { verb = "all" | "first" } | nil,
 *       where = "file:line" of its innermost line,
 *       frames = [ { where, name, locals = [ { name, type, value, shadowed } ], upvalues = [...] }
 * ], more = how many variables or frames were left out } ] in order of their start. `value` is a
 * text as shown.h writes it. */
struct value *fiber_inspect(struct fiber *fiber, enum inspect_detail detail, struct arena *arena);

/* From the next turn on the lines of office scripts are noted, which costs time at every line; and
 * of a branch of `all` or `first` that raises, how it stood: its coroutine is gone when the error
 * has ended the stage. fiber_inspect tells of it, first and with this detail. */
void fiber_watch(struct fiber *fiber, enum inspect_detail detail);
/* Since fiber_turn, the last FIBER_LINES, oldest first: [ { where = "file:line", times } ]; a line
 * executed several times in a row is one entry. */
struct value *fiber_lines(const struct fiber *fiber, struct arena *arena);
