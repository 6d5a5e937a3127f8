/* bench_demo.c - how long it takes to make an office of 300 cases up (demo.h): the whole host at
 * work - requests, scripts, letters, vault, indexes - on one thread and without syncs.
 */
#include "base/wallclock.h"
#include "cli/bench.h"
#include "cli/demo.h"

enum { CASES = 300, SECONDS_MOST = 30 };

int bench_demo(struct bench *bench, struct err *err)
{
    struct wallclock *clock = wallclock_real();
    struct demo_order order = {.data = bench_path(bench, "demo"),
                               .workflows = demo_workflows_folder(bench->workflows),
                               .cases = bench->is_quick ? CASES / 10 : CASES,
                               .seed = 1,
                               .until_ms = clock->now_ms(clock)};
    struct demo_made made;
    int64_t start_ns = wallclock_ticks_ns();
    int rc = demo_make(&order, &made, err);
    double seconds = seconds_since(start_ns);

    if (rc != 0)
        return rc;
    bench_note(bench, &(struct figure){"demo.seconds", "nine months, until the office is whole",
                                       seconds, "s", BOUND_MOST, SECONDS_MOST});
    bench_note(bench, &(struct figure){"demo.cases", "cases, with those that began of others",
                                       (double)made.cases, "", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"demo.turns", "turns", (double)made.turns / seconds, "/s",
                                       BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"demo.requests", "requests",
                                       (double)made.tally.calls / seconds, "/s", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"demo.disk", "the directory",
                                       (double)bench_disk_bytes(order.data) / 1048576, "MiB",
                                       BOUND_NONE, 0});
    return 0;
}
