/* clock_period.h - the walk over a period, shared by clock_due and clock_explain, so that what is
 * explained is what was computed. For the files of clock.h only.
 */
#pragma once
#include "duty/clock.h"

enum period_step_kind {
    STEP_START,    /* date or at_ms: where it begins, not counted         */
    STEP_COUNTED,  /* date, count: a day that counts                      */
    STEP_DAY_OFF,  /* date: no working day                                */
    STEP_OPEN,     /* at_ms to until_ms: opening hours that count         */
    STEP_STOPPED,  /* date, or at_ms to until_ms: paused or excluded      */
    STEP_SET,      /* date: given, not computed                           */
    STEP_EXTENDED, /* length: from here on an extension is counted        */
    STEP_ROLLED,   /* date: the last day moves over this one              */
    STEP_HELD,     /* date or at_ms: an open pause holds it from here on  */
    STEP_ENDED,    /* date or at_ms                                       */
    STEP_NEVER,    /* at_ms: the office does not open so long any more    */
};

struct period_step {
    enum period_step_kind kind;
    int32_t date;
    int64_t at_ms, until_ms;
    int64_t count;          /* within the current stretch, from 1 */
    struct duration length; /* of the current stretch */
};

struct period_visitor {
    void (*visit)(void *owner, const struct period_step *step);
    void *owner;
};

/* Is the period counted on dates? In opening hours? Neither: in hours that run on. */
bool clock_is_days(const struct clock *clock);
bool clock_is_open_hours(const struct clock *clock);

/* `visitor` may be NULL. out->state is that of the ledger, except that a period which ended before
 * an open pause counts as running. */
void period_walk(const struct clock *clock, const struct calendar *calendar,
                 const struct period_visitor *visitor, struct due *out);
