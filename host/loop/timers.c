/* timers.c - the heap behind timers.h.
 *
 * private_data of a started timer is its index in `entries` plus one, so NULL means "not started".
 * Invariants: entries[i] is not due before its parent; entries[i].timer->private_data == i + 1.
 */
#include "loop/timers.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"

static size_t timer_index(const struct timers *timers, const struct loop_timer *timer)
{
    size_t index = (size_t)(uintptr_t)timer->private_data - 1;
    assert(index < timers->count && timers->entries[index].timer == timer);
    return index;
}

static void entry_put(struct timers *timers, size_t index, struct timer_entry entry)
{
    timers->entries[index] = entry;
    entry.timer->private_data = (void *)(uintptr_t)(index + 1);
}

static bool is_before(const struct timer_entry *a, const struct timer_entry *b)
{
    return a->due_ms != b->due_ms ? a->due_ms < b->due_ms : a->order < b->order;
}

/* Both carry a hole to where `entry` belongs; the entry is written once, at the end. */
static size_t hole_up(struct timers *timers, size_t hole, const struct timer_entry *entry)
{
    while (hole > 0) {
        size_t parent = (hole - 1) / 2;
        if (!is_before(entry, &timers->entries[parent]))
            break;
        entry_put(timers, hole, timers->entries[parent]);
        hole = parent;
    }
    return hole;
}

static size_t hole_down(struct timers *timers, size_t hole, const struct timer_entry *entry)
{
    for (size_t child; (child = 2 * hole + 1) < timers->count; hole = child) {
        if (child + 1 < timers->count &&
            is_before(&timers->entries[child + 1], &timers->entries[child]))
            child++;
        if (!is_before(&timers->entries[child], entry))
            break;
        entry_put(timers, hole, timers->entries[child]);
    }
    return hole;
}

static void place(struct timers *timers, size_t hole, struct timer_entry entry)
{
    hole = hole_up(timers, hole, &entry);
    hole = hole_down(timers, hole, &entry);
    entry_put(timers, hole, entry);
}

void timers_start(struct timers *timers, struct loop_timer *timer, int64_t due_ms)
{
    struct timer_entry entry = {due_ms, timers->started++, timer};
    if (timer->private_data) {
        place(timers, timer_index(timers, timer), entry);
        return;
    }
    if (timers->count == timers->capacity) {
        timers->capacity = timers->capacity ? timers->capacity * 2 : 64;
        timers->entries = mem_resize(timers->entries, timers->capacity * sizeof *timers->entries);
    }
    place(timers, timers->count++, entry);
}

void timers_stop(struct timers *timers, struct loop_timer *timer)
{
    if (!timer->private_data)
        return;
    size_t index = timer_index(timers, timer);
    struct timer_entry last = timers->entries[--timers->count];
    timer->private_data = NULL;
    if (last.timer != timer)
        place(timers, index, last);
}

int64_t timers_next(const struct timers *timers)
{
    return timers->count ? timers->entries[0].due_ms : INT64_MAX;
}

struct loop_timer *timers_take(struct timers *timers, int64_t now, uint64_t started)
{
    if (timers->count == 0 || timers->entries[0].due_ms > now ||
        timers->entries[0].order >= started)
        return NULL;
    struct loop_timer *timer = timers->entries[0].timer;
    timers_stop(timers, timer);
    return timer;
}

void timers_close(struct timers *timers)
{
    for (size_t i = 0; i < timers->count; i++)
        timers->entries[i].timer->private_data = NULL;
    free(timers->entries);
    *timers = (struct timers){0};
}
