/* bench_w2.c - W2: a signal to a waiting, evicted case over HTTP, answered after its commit: how
 * many a second; how long at half of that; and how long for one client alone, against one commit.
 *
 * The host is a process of its own, new on its data: no case is in memory, and each is asked a few
 * times only, so that nearly every signal finds its case on disk. The clients are this process and
 * take part of the same cores.
 */
#include "cli/bench.h"

#include <stdlib.h>

struct asked_host {
    struct bench *bench;
    struct bench_child child;
    struct id *ids;
    int64_t count;
};

static struct bench_load load_of(const struct asked_host *host)
{
    return (struct bench_load){
        .child = &host->child, .ids = host->ids, .id_count = (size_t)host->count};
}

static int measure_most(struct asked_host *host, double *per_second, struct err *err)
{
    int runs = host->bench->is_quick ? 1 : 3, rc = 0;
    struct bench_load load = load_of(host);

    load.connections = 64;
    load.pipelined = 8;
    for (int i = 0; rc == 0 && i < runs; i++) {
        load.requests = host->bench->is_quick ? 5000 : 60000;
        rc = bench_load_run(&load, err);
        double speed = (double)load.answered / load.seconds;
        bench_say(host->bench, "  run %d: %.0f/s, p50 %.1f ms, p99 %.1f ms", i + 1, speed,
                  times_ms(&load.times, 0.5), times_ms(&load.times, 0.99));
        if (speed > *per_second)
            *per_second = speed;
    }
    times_close(&load.times);
    return rc;
}

static int measure_half(struct asked_host *host, double per_second, struct err *err)
{
    struct bench *bench = host->bench;
    struct bench_load load = load_of(host);

    load.connections = 64;
    load.pipelined = 8;
    load.per_second = per_second / 2;
    load.requests = (int64_t)(load.per_second * (bench->is_quick ? 2 : 8));
    int rc = bench_load_run(&load, err);
    if (rc == 0) {
        bench_note(bench, &(struct figure){"w2.half.p50", "at half that load, half of all within",
                                           times_ms(&load.times, 0.5), "ms", BOUND_NONE, 0});
        bench_note(bench, &(struct figure){"w2.half.p99", "at half that load, 99 of 100 within",
                                           times_ms(&load.times, 0.99), "ms", BOUND_MOST, 25});
    }
    times_close(&load.times);
    return rc;
}

static int measure_alone(struct asked_host *host, double *p50_ms, struct err *err)
{
    struct bench_load load = load_of(host);

    load.connections = load.pipelined = 1;
    load.requests = host->bench->is_quick ? 300 : 3000;
    int rc = bench_load_run(&load, err);
    *p50_ms = times_ms(&load.times, 0.5);
    times_close(&load.times);
    return rc;
}

static int measure(struct asked_host *host, double *alone_ms, struct err *err)
{
    double most = 0;
    int rc = measure_most(host, &most, err);
    if (rc != 0)
        return rc;
    bench_note(host->bench,
               &(struct figure){"w2.signals", "signals, each answered after its commit", most, "/s",
                                BOUND_LEAST, 10000});
    rc = measure_half(host, most, err);
    return rc == 0 ? measure_alone(host, alone_ms, err) : rc;
}

int bench_w2(struct bench *bench, struct err *err)
{
    struct asked_host host = {.bench = bench, .count = bench->cases};
    struct bench_floor one;
    double alone_ms;

    host.ids = mem_zero((size_t)host.count * sizeof *host.ids);
    int rc = bench_fill_waiting(bench, "w2", host.ids, host.count, err);
    if (rc == 0)
        rc = bench_child_start(bench, "w2", &host.child, err);
    if (rc == 0) {
        rc = measure(&host, &alone_ms, err);
        bench_child_stop(&host.child);
    }
    free(host.ids);
    if (rc == 0)
        rc = bench_floor(bench, bench->is_quick ? 500 : 2000, 1, 200, &one, err);
    if (rc != 0)
        return rc;
    bench_note(bench, &(struct figure){"w2.commit", "one row, one commit by bare SQLite",
                                       one.commit_ms, "ms", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"w2.alone.p50", "one client alone, half of all within",
                                       alone_ms, "ms", BOUND_MOST, 3 * one.commit_ms});
    return 0;
}
