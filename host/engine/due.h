/* due.h - timers at wall-clock times, kept on disk; in memory only for the near window.
 *
 * Every wait or clock with a due time is a row; the rows that fall due within `near_ms` are read
 * ahead in pages into a heap, and rows written later that fall into the window are added when their
 * write set has settled. Firing is only waking the case: its turn checks that the row is still
 * there with the same due time, so a stale or doubled timer is forgotten and cancelling costs
 * nothing. Due order is kept.
 *
 * A clock that jumps forward by over an hour against CLOCK_BOOTTIME holds all timers for up to ten
 * minutes, loudly, so that a mistaken date does not let a year of deadlines fall (engine rule E17).
 * So does one that came while no host ran, as far as the owner knows how the clocks stood before:
 * what is taken to be right is told to it.
 */
#pragma once
#include "base/heap.h"
#include "engine/engine.h"

struct dues {
    struct heap heap; /* struct due_item */
    struct loop_timer timer;
    int64_t until;         /* everything due up to here is in the heap or was fired */
    struct due_row cursor; /* last row read */
    bool has_cursor;
    bool is_reading;
    uint64_t round; /* counts restarts: a page read for a round before is let go */
    bool is_started;
    uint64_t next_number;
    int64_t last_wall, last_boot;
    int64_t told_offset; /* wall - boot, as the owner keeps it */
    bool has_told;
    int64_t hold_until_boot; /* 0: no hold */
    int64_t jumped_ms;
};

void dues_open(struct engine *engine);
void dues_close(struct engine *engine);
/* Forgets the heap and reads again from the disk. */
void dues_restart(struct engine *engine);
void dues_stop(struct engine *engine);
/* The clock was moved: what is due by it fires. */
void dues_follow_clock(struct engine *engine);
/* Of the timers not heard yet the first, if it comes before `most_ms`; never further than timers
 * have been read. */
int64_t dues_next_ms(const struct engine *engine, int64_t most_ms);
void dues_note(struct engine *engine, int64_t due_ms, const struct id *ref, enum part_kind kind,
               struct slice key);
bool dues_is_holding(const struct engine *engine);
void dues_accept_jump(struct engine *engine);
void dues_extend_hold(struct engine *engine);
