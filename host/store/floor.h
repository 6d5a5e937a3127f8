/* floor.h - what bare SQLite does on this disk: the measure beside every figure of the store.
 *
 * A loop of one thread without threads, guards or callbacks: per step one row appended to a journal
 * and one case row updated, of the sizes the store writes, `batch` steps per commit, full sync.
 */
#pragma once
#include "base/err.h"
#include "base/wallclock.h"

struct floor_plan {
    const char *directory; /* a file floor.db is made there and removed */
    int64_t rows, batch, cases;
    size_t body_bytes;
    struct wallclock *clock;
};

struct floor_result {
    int64_t rows, commits, elapsed_ms;
};

MUST_CHECK int store_floor(const struct floor_plan *plan, struct floor_result *out,
                           struct err *err);
