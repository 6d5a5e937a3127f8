/* bench_w4.c - W4: kill -9 under load with many waiting cases: how soon the host answers again, and
 * whether anything it acknowledged is gone.
 *
 * Signals are sent to cases all over the database until the process is killed. It is started again
 * at once, and asked again. Then the database is read: every case is there, and each has at least
 * the turns that were acknowledged and at most those that were sent.
 */
#include "cli/bench.h"
#include "store/each_case.h"

#include <stdlib.h>
#include <string.h>

struct killed {
    struct bench *bench;
    struct id *ids; /* sorted, so that a case of the database finds its number */
    uint8_t *sent, *acknowledged;
    int64_t count;
    int64_t lost_cases, lost_turns, twice; /* found in the end */
};

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct id));
}

static struct bench_load load_of(const struct killed *killed, const struct bench_child *child)
{
    return (struct bench_load){.child = child,
                               .ids = killed->ids,
                               .id_count = (size_t)killed->count,
                               .sent = killed->sent,
                               .acknowledged = killed->acknowledged};
}

static int load_and_kill(struct killed *killed, int64_t *killed_at_ns, struct err *err)
{
    struct bench_child child;
    int rc = bench_child_start(killed->bench, "w4", &child, err);
    if (rc != 0)
        return rc;
    struct bench_load load = load_of(killed, &child);
    load.connections = 32;
    load.pipelined = 8;
    load.requests = 1000000;
    load.kill_after_ms = killed->bench->is_quick ? 500 : 2000;
    rc = bench_load_run(&load, err);
    bench_say(killed->bench, "  killed with %lld acknowledged", (long long)load.answered);
    times_close(&load.times);
    *killed_at_ns = load.killed_at_ns;
    bench_child_kill(&child);
    if (rc == 0 && load.answered == 0)
        rc = err_set(err, STATUS_IO, "Nothing was acknowledged before the kill: %s", load.err.text);
    return rc;
}

static int start_again(struct killed *killed, int64_t killed_at_ns, struct err *err)
{
    struct bench *bench = killed->bench;
    struct bench_child child;
    int rc = bench_child_start(bench, "w4", &child, err);
    if (rc != 0)
        return rc;
    double ready_s = seconds_since(killed_at_ns);
    struct bench_load load = load_of(killed, &child);
    load.connections = load.pipelined = 1;
    load.requests = 1;
    rc = bench_load_run(&load, err);
    double answer_s = seconds_since(killed_at_ns);
    times_close(&load.times);
    bench_child_stop(&child);
    if (rc != 0)
        return rc;
    bench_note(bench, &(struct figure){"w4.ready", "from the kill to `ready`", ready_s * 1000, "ms",
                                       BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"w4.answer", "from the kill to the first signal answered",
                                       answer_s * 1000, "ms", BOUND_MOST, 1000});
    return 0;
}

static int count_case(void *owner, const struct case_row *row, struct err *err)
{
    struct killed *killed = owner;
    const struct id *at =
        bsearch(&row->ref, killed->ids, (size_t)killed->count, sizeof row->ref, compare_ids);
    (void)err;
    if (!at)
        return 0;
    int64_t heard = row->seq - 1; /* the first turn is its start */
    int64_t least = killed->acknowledged[at - killed->ids], most = killed->sent[at - killed->ids];
    killed->lost_cases--;
    killed->lost_turns += heard < least ? least - heard : 0;
    killed->twice += heard > most ? heard - most : 0;
    return 0;
}

static int count_all(struct killed *killed, struct err *err)
{
    struct bench_host host;
    struct reader *reader = NULL;
    int rc = bench_host_open(killed->bench, "w4", &host, err);
    if (rc != 0)
        return rc;
    rc = reader_open(host.store, &reader, err);
    killed->lost_cases = killed->count;
    if (rc == 0)
        rc = each_case(reader, count_case, killed, err);
    reader_close(reader);
    bench_host_close(&host);
    return rc;
}

static int measure(struct killed *killed, struct err *err)
{
    int64_t killed_at_ns;
    int rc = bench_fill_waiting(killed->bench, "w4", killed->ids, killed->count, err);
    qsort(killed->ids, (size_t)killed->count, sizeof *killed->ids, compare_ids);
    if (rc == 0)
        rc = load_and_kill(killed, &killed_at_ns, err);
    if (rc == 0)
        rc = start_again(killed, killed_at_ns, err);
    return rc == 0 ? count_all(killed, err) : rc;
}

int bench_w4(struct bench *bench, struct err *err)
{
    struct killed killed = {.bench = bench, .count = bench->cases};

    killed.ids = mem_zero((size_t)killed.count * sizeof *killed.ids);
    killed.sent = mem_zero((size_t)killed.count);
    killed.acknowledged = mem_zero((size_t)killed.count);
    int rc = measure(&killed, err);
    free(killed.ids);
    free(killed.sent);
    free(killed.acknowledged);
    if (rc != 0)
        return rc;
    bench_note(bench, &(struct figure){"w4.cases", "waiting when it was killed",
                                       (double)killed.count, "cases", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"w4.lost_cases", "cases not found again",
                                       (double)killed.lost_cases, "", BOUND_MOST, 0});
    bench_note(bench, &(struct figure){"w4.lost_turns", "acknowledged turns not found again",
                                       (double)killed.lost_turns, "", BOUND_MOST, 0});
    bench_note(bench, &(struct figure){"w4.twice", "turns recorded more often than sent",
                                       (double)killed.twice, "", BOUND_MOST, 0});
    return 0;
}
