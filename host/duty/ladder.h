/* ladder.h - the steps that are taken while a clock runs out and after it has: reminders, cards,
 * the case one level up. Pure: says which step comes next and when; engine/climb.c takes it.
 *
 *      CLIMBING --hold--> HELD --its date comes--> CLIMBING --last step--> CLIMBED
 *          |               |
 *          +-- withdraw ---+--> WITHDRAWN            a clock stopped: OVER
 *
 * The steps stand in the clock, copied when it started: { name, steps = { { name, left | at | late,
 * ... }, ... } }. When each is due is computed from the clock's ledger each time it is asked for,
 * so a pause, an extension or another calendar moves the steps not yet taken. One that was taken is
 * an entry of the ledger and is never taken again; steps are taken in their order.
 *
 * Of a period of days a step belongs to a day and is due when that day begins: `at = "due"` on the
 * last day, `late = workdays(2)` on the second working day after it, `left = days(3)` three days
 * before it, `left = "25%"` on the day from which on no more than a quarter of the days that count
 * is left (one day at least). Of a period of hours, `at = "due"` is its very end. Steps in hours
 * and minutes count from the very end of any period.
 */
#pragma once
#include "duty/clock.h"

enum { LADDER_STEPS_MAX = 32 };

enum ladder_state {
    LADDER_NONE, /* the clock has none                              */
    LADDER_CLIMBING,
    LADDER_HELD,      /* until the date somebody gave                    */
    LADDER_WAITING,   /* the clock is paused: no step has a date         */
    LADDER_WITHDRAWN, /* for good                                        */
    LADDER_CLIMBED,   /* no step is left                                 */
    LADDER_OVER,      /* the clock was stopped                           */
};

struct ladder_step {
    int32_t number; /* its place, from 1 */
    const char *name;
    const struct value *terms; /* as declared */
    int64_t at_ms;             /* the moment it is for; may lie in the past */
    int64_t fires_ms;          /* when it is to be taken: later only if held */
};

/* What somebody decides about a ladder; `detail` names who and why (ids and handles only). */
struct ladder_act {
    int64_t now_ms;
    int64_t until_ms; /* of a hold */
    const struct value *detail;
};

enum ladder_state ladder_state(const struct clock *clock, const struct calendar *calendar,
                               int64_t now_ms);
const char *ladder_state_word(enum ladder_state state);

/* The next step and when; false if none is to come (see ladder_state for why). */
bool ladder_next(const struct clock *clock, const struct calendar *calendar,
                 struct ladder_step *out);
/* The moment of a step by its own terms, whether it was taken or not; false while there is none. */
bool ladder_moment(const struct clock *clock, const struct calendar *calendar,
                   const struct value *terms, int64_t *at_ms);

/* Notes that the step was taken. `detail`: what the steps after it must know, { nobody = true }: it
 * told nobody. STATUS_CONFLICT if it is not the next or its time has not come. */
MUST_CHECK int ladder_take(struct clock *clock, const struct calendar *calendar,
                           const struct ladder_step *step, const struct ladder_act *act,
                           struct err *err);
/* Each adds one entry, or is refused with STATUS_CONFLICT and a sentence. A step is acknowledged
 * once taken; with number 0 the last one. */
MUST_CHECK int ladder_acknowledge(struct clock *clock, int32_t number, const struct ladder_act *act,
                                  struct err *err);
MUST_CHECK int ladder_hold(struct clock *clock, const struct ladder_act *act, struct err *err);
MUST_CHECK int ladder_withdraw(struct clock *clock, const struct ladder_act *act, struct err *err);

/* How a clock stands for who looks over many: green; blue with a quarter of it left or less, or
 * one working day; yellow on its last day; red when its time is over; "paused" while it is. NULL
 * once it was stopped. */
const char *clock_light(const struct clock *clock, const struct calendar *calendar, int64_t now_ms);

/* { name, state, next, next_at, held_until, steps = { { name, at, state, taken }, ... } } */
struct value *ladder_to_show(struct arena *arena, const struct clock *clock,
                             const struct calendar *calendar, int64_t now_ms);
