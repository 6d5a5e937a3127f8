/* clocks.h - clocks as parts of a case, between duty/'s structs and the rows: what the files that
 * move clocks, approve extensions and climb ladders share.
 */
#pragma once
#include "duty/clock.h"
#include "engine/turn.h"

/* The part of a clock by its key, "XF-D6", "TJ-D6#obligations/2" or "VS-D1@2"; the struct in the
 * turn's arena. STATUS_NOT_FOUND with a sentence. */
MUST_CHECK int clock_look_up(struct turn *turn, const char *key, struct clock *out,
                             struct err *err);
/* The period was paused, resumed, extended: keeps the clock, tells the stage when it is due now
 * (body member "clocks" of the row) and the lists of the tasks that are due by it. */
void clock_moved(struct turn *turn, const char *key, const struct clock *clock);
/* The lists of the tasks that are due by it say when it is due now. */
void clock_tell_tasks(struct turn *turn, const char *key, const struct clock *clock);
/* When people see it due: a date, or `false` while a pause holds it. In the turn's arena. */
struct value *clock_due_value(struct turn *turn, const struct clock *clock);

/* A declared clock that is to start, with its ladder; nothing is kept yet. */
struct clock_making {
    const char *id, *row;           /* row NULL: none */
    const struct value *from, *due; /* as in struct clock_request */
};
MUST_CHECK int clock_make(struct turn *turn, const struct clock_making *making, struct clock *clock,
                          struct err *err);
/* The clock of the case as it stands at this command: its row, and what this turn asked before. */
MUST_CHECK int clock_as_asked(struct turn *turn, const struct asked *asked, struct clock *clock,
                              struct err *err);

/* ---- acts on the period (period_act.c) ---- */

/* One pause, resume or extension, from a verb or from outside. */
struct period_act {
    const char *reason;         /* of a pause: one of the declared words */
    const struct value *words;  /* why, as people said it: a handle or a text; NULL */
    const struct value *length; /* of an extension; nil: as long as may be */
    const char *applicant;      /* who asked for it; NULL: nobody but who approves */
    const char *approver;       /* id; NULL: nobody, where none is needed */
    const struct actor *actor;  /* the approver, if he acts himself; NULL */
    int32_t application;        /* number of what was applied for; 0: none */
};

/* Each moves the clock by its declaration, or refuses with a code: not_pausable, not_extendable,
 * extended_before, extension_too_long, extension_too_late, not_approver, approver_is_applicant. */
MUST_CHECK int period_pause(struct turn *turn, struct clock *clock, const struct period_act *act,
                            struct err *err);
MUST_CHECK int period_resume(struct turn *turn, struct clock *clock, const struct period_act *act,
                             struct err *err);
MUST_CHECK int period_extend(struct turn *turn, struct clock *clock, const struct period_act *act,
                             struct err *err);
/* Asked for, to be decided by the approver. */
MUST_CHECK int period_apply(struct turn *turn, struct clock *clock, const struct period_act *act,
                            struct err *err);
/* Turned down by the approver. */
MUST_CHECK int period_deny(struct turn *turn, struct clock *clock, const struct period_act *act,
                           struct err *err);
/* Has that application been granted or turned down? */
bool period_is_decided(const struct clock *clock, int32_t application);
/* The letter an extension owes to who is told of it: issued, or noted as owed. */
void period_tell(struct turn *turn, const char *key, struct clock *clock);

/* Is this person one of those meant by `who` (a word or a list), and not `applicant`? Recusal and
 * absence are respected. STATUS_FORBIDDEN, code not_approver or approver_is_applicant. */
struct approval {
    const struct value *who;
    const char *person;
    const struct actor *actor; /* NULL: known by id only */
    const char *applicant;     /* NULL: none */
};
MUST_CHECK int approval_check(struct turn *turn, const struct approval *approval, struct err *err);
