/* carry.h - a case carried into a stage of another release: by its workflow's hook, or by hand.
 *
 *   workflow "x" { move = { mediating = function(old) return "stage", { field = value } end } }
 *
 * The stage it is in ends as any stage does: what it had open is cancelled. One row says so (event
 * "move": from, to, by), the next opens the other stage on the active release; both are in one
 * write set. Nothing that was answered is lost by the hook: a turn that comes first is heard on the
 * former release, and the sweep carries the case after it.
 */
#pragma once
#include "engine/turn.h"

/* What the hook says. */
struct carried {
    const char *to;       /* a stage of the edition */
    struct value *fields; /* NULL: none */
    const char *where;    /* "file:line" of the hook; NULL if it did not run */
};

/* Does the workflow have a hook for cases in this stage? */
bool carry_is_offered(const struct workflow *workflow, struct slice stage);
/* Runs the hook for a case as it is stored: pure, any thread with a reader. `cf` has its row and
 * needs no more. STATUS_NOT_FOUND without a text: there is no hook. STATUS_SCRIPT_FAILED,
 * STATUS_HOST_VERDICT: it raises, or names no stage. */
MUST_CHECK int carry_try(const struct casefile *cf, const struct edition *edition,
                         struct reader *reader, struct arena *arena, struct carried *out,
                         struct err *err);
/* What would end with the stage: [{ verb, name, id }], oldest first. */
struct value *carry_waiting(struct arena *arena, const struct part *parts, size_t count);

/* A move by hand, in the turn of the case. */
struct hand {
    const char *to; /* NULL: where it is, if what it recorded holds; else that stage anew */
    const char *reason, *by;
};
/* Told by a message of a move of many: { to, reason, by, stage }. */
MUST_CHECK int carry_by_message(struct turn *turn, const struct value *body, struct err *err);

/* What a move by hand would do, changing nothing: { case, number, stage, verdict, message, where,
 * goes_on, to, ends = [{ id, verb, name }] }. Any thread with a reader. */
struct carry_question {
    struct id ref;
    const char *to; /* as of struct hand */
};
MUST_CHECK int carry_preview(struct engine *engine, const struct edition *active,
                             struct reader *reader, const struct carry_question *question,
                             struct arena *arena, struct value **out, struct err *err);
