/* simulated.h - the loop in held time: one thread, everything that may happen next is drawn from a
 * seed. Jobs run and end as two separate happenings, so another note or job may come between.
 */
#pragma once
#include "loop/loop.h"

MUST_CHECK int loop_open_simulated(struct wallclock_held *clock, uint64_t seed, struct loop **out,
                                   struct err *err);
/* Does one thing that may happen now (a job runs, a job ends, a note arrives, a due timer fires),
 * then the before_sleep hooks; false if there is nothing to do at the held time. */
bool loop_simulated_step(struct loop *loop);
/* Steps until nothing is left to do now. Returns the number of steps; stops at `most`. */
uint64_t loop_simulated_settle(struct loop *loop, uint64_t most);
/* When the next timer is due; INT64_MAX if none. The caller moves the clock. */
int64_t loop_simulated_next_ms(const struct loop *loop);
/* Moves wall and boot clock to `at_ms`, firing timers on the way, settling after each. */
void loop_simulated_advance(struct loop *loop, int64_t at_ms);
/* Extra sources of happenings (the simulated store): asked each step whether it has work; when
 * drawn, `step` does one piece of it. */
void loop_simulated_add_source(struct loop *loop, bool (*has_work)(void *owner),
                               void (*step)(void *owner), void *owner);
