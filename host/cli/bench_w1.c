/* bench_w1.c - W1: ten durable steps per case, each committed before the next, many cases at once;
 * and beside it, in the same run, what bare SQLite does with rows of the same size in batches of
 * the same size.
 *
 * A case takes eleven turns: it starts and asks for its first step; it hears of each of the ten,
 * and at the last it closes. So many turns settled are so many steps done, give or take those under
 * way. The floor is measured before and after, and the better of the two counts.
 */
#include "cli/bench.h"

#include <sys/resource.h>

enum { STEPS = 10, TURNS = STEPS + 1 };

struct run {
    struct bench_host *host;
    int64_t cases, in_flight;
    int64_t started, turns;
    struct err err;
};

static void on_started(struct act *act, const struct answer *answer)
{
    struct run *run = act->owner;
    if (answer->status == 0)
        return;
    run->err = answer->err;
    run->host->is_over = true;
}

static void start_more(struct run *run)
{
    while (run->started < run->cases && run->started - run->turns / TURNS < run->in_flight) {
        run->started++;
        bench_host_start(run->host, "bench_steps", NULL, on_started, run);
    }
}

static void on_turn(void *owner, int64_t journal_id, const struct id *case_ref, const char *event)
{
    struct run *run = owner;
    (void)journal_id, (void)case_ref, (void)event;
    if (++run->turns == run->cases * TURNS)
        run->host->is_over = true;
    else if (run->turns % TURNS == 0)
        start_more(run);
}

struct measured {
    double steps_per_second, batch, cpu_us;
    size_t body_bytes;
};

static double cpu_seconds(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static int measure(struct bench *bench, struct bench_host *host, int64_t cases,
                   struct measured *out, struct err *err)
{
    struct run run = {.host = host, .cases = cases, .in_flight = bench->in_flight};

    engine_on_turn(host->engine, on_turn, &run);
    host->is_over = false;
    host->commits = host->rows = host->body_bytes = 0;
    double cpu = cpu_seconds();
    int64_t start = wallclock_ticks_ns();
    start_more(&run);
    loop_run_until(host->loop, &host->is_over);
    double seconds = seconds_since(start);
    engine_on_turn(host->engine, NULL, NULL);
    if (run.err.status != 0) {
        *err = run.err;
        return run.err.status;
    }
    *out = (struct measured){
        .steps_per_second = (double)(cases * STEPS) / seconds,
        .cpu_us = (cpu_seconds() - cpu) * 1e6 / (double)(cases * STEPS),
        .batch = (double)host->rows / (double)(host->commits ? host->commits : 1),
        .body_bytes = (size_t)(host->body_bytes / (host->rows ? host->rows : 1)),
    };
    return 0;
}

static int run_host(struct bench *bench, int64_t cases, struct measured *best, struct err *err)
{
    struct bench_host host;
    int runs = bench->is_quick ? 1 : 3;
    int rc = bench_child_init(bench, "w1", err);
    if (rc == 0)
        rc = bench_host_open(bench, "w1", &host, err);
    if (rc != 0)
        return rc;
    for (int i = 0; rc == 0 && i < runs; i++) {
        struct measured one;
        rc = measure(bench, &host, cases, &one, err);
        if (rc == 0 && one.steps_per_second > best->steps_per_second)
            *best = one;
        if (rc == 0)
            bench_say(bench, "  run %d: %.0f steps/s, %.0f rows a commit, %.1f us of CPU a step",
                      i + 1, one.steps_per_second, one.batch, one.cpu_us);
    }
    bench_host_close(&host);
    return rc;
}

int bench_w1(struct bench *bench, struct err *err)
{
    int64_t cases = bench->is_quick ? 2000 : 40000;
    struct measured best = {0};
    struct bench_floor floor;

    int rc = run_host(bench, cases, &best, err);
    if (rc == 0)
        rc = bench_floor(bench, cases * STEPS, (int64_t)(best.batch + 0.5), best.body_bytes, &floor,
                         err);
    if (rc != 0)
        return rc;
    bench_note(bench,
               &(struct figure){"w1.steps", "durable steps, each committed before the next",
                                best.steps_per_second, "/s",
                                floor.rows_per_second >= 160000 ? BOUND_LEAST : BOUND_NONE, 80000});
    bench_note(bench, &(struct figure){"w1.floor", "rows by bare SQLite, same size, same batches",
                                       floor.rows_per_second, "/s", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"w1.ratio", "of the floor",
                                       100 * best.steps_per_second / floor.rows_per_second, "%",
                                       BOUND_LEAST, 50});
    bench_note(bench, &(struct figure){"w1.batch", "rows in a commit, average", best.batch, "rows",
                                       BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"w1.cpu", "processor time of a step, all threads",
                                       best.cpu_us, "us", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"w1.body", "body of a row, average", (double)best.body_bytes,
                                       "B", BOUND_NONE, 0});
    return 0;
}
