/* timers.h - started timers, ordered by when they are due and then by when they were started.
 *
 * A heap of entries; each timer knows its place in it (private_data), so starting, moving and
 * stopping cost a few swaps and allocate nothing per timer. Owns no timer.
 */
#pragma once
#include <stdint.h>
#include "loop/loop.h"

struct timer_entry {
    int64_t due_ms;
    uint64_t order; /* of starting: breaks ties */
    struct loop_timer *timer;
};

struct timers {
    struct timer_entry *entries; /* a binary heap */
    size_t count, capacity;
    uint64_t started;
};

void timers_close(struct timers *timers); /* stops them all */
void timers_start(struct timers *timers, struct loop_timer *timer, int64_t due_ms);
void timers_stop(struct timers *timers, struct loop_timer *timer);
int64_t timers_next(const struct timers *timers); /* INT64_MAX if there is none */
/* Takes the first timer due at `now` and started before `started`; NULL if there is none. */
struct loop_timer *timers_take(struct timers *timers, int64_t now, uint64_t started);
