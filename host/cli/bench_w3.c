/* bench_w3.c - W3: sleeping cases: what each costs in memory and on disk, and how late they wake
 * when 5,000 fall due each second. The same of cases that have a clock with a ladder of six steps
 * (`--clocks`): what falls due then is a step of it.
 *
 * Memory is the difference between a host on an empty folder and the same host on the full one,
 * both just started. Lateness is from the time a case asked for to the commit of the turn in which
 * it woke, with all the sleepers in the same database.
 */
#include "cli/bench.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAKES_PER_SECOND = 5000 };

/* What sleeps, and under which names its figures stand. */
struct sleepers {
    const char *folder, *asleep, *waking; /* the workflows */
    const char *cases, *resident, *memory, *disk, *half, *most, *order, *back, *again;
    double disk_most; /* bytes of each; 0: not asked */
};

static const struct sleepers plain = {
    .folder = "w3",
    .asleep = "bench_sleeping",
    .waking = "bench_waking",
    .cases = "w3.cases",
    .resident = "w3.resident",
    .memory = "w3.memory",
    .disk = "w3.disk",
    .half = "w3.late.p50",
    .most = "w3.late.p99",
    .order = "w3.late.order",
    .back = "w3.back",
    .again = "w3.twice",
    .disk_most = 1536,
};

static const struct sleepers clocks = {
    .folder = "clocks",
    .asleep = "bench_ladders",
    .waking = "bench_steps_due",
    .cases = "clocks.cases",
    .resident = "clocks.resident",
    .memory = "clocks.memory",
    .disk = "clocks.disk",
    .half = "clocks.late.p50",
    .most = "clocks.late.p99",
    .order = "clocks.late.order",
    .back = "clocks.back",
    .again = "clocks.twice",
};

/* ---- memory, disk ---- */

static int resident(struct bench *bench, const struct sleepers *kind, double *bytes,
                    struct err *err)
{
    struct bench_child child;
    int rc = bench_child_start(bench, kind->folder, &child, err);
    if (rc != 0)
        return rc;
    *bytes = (double)bench_child_resident(&child);
    bench_child_stop(&child);
    return 0;
}

static int fill_sleeping(struct bench *bench, const struct sleepers *kind, struct err *err)
{
    struct bench_fill fill = {.workflow = kind->asleep, .count = bench->cases};
    struct bench_host host;
    int rc = bench_host_open(bench, kind->folder, &host, err);
    if (rc != 0)
        return rc;
    int64_t start = wallclock_ticks_ns();
    rc = bench_host_fill(&host, &fill, err);
    bench_say(bench, "  started %lld sleeping cases, %.0f/s", (long long)bench->cases,
              (double)bench->cases / seconds_since(start));
    bench_host_close(&host);
    return rc;
}

static int measure_size(struct bench *bench, const struct sleepers *kind, struct err *err)
{
    double empty = 0, full = 0, cases = (double)bench->cases;
    int rc = resident(bench, kind, &empty, err);
    int64_t disk = bench_disk_bytes(bench_path(bench, kind->folder));
    if (rc == 0)
        rc = fill_sleeping(bench, kind, err);
    disk = bench_disk_bytes(bench_path(bench, kind->folder)) - disk;
    if (rc == 0)
        rc = resident(bench, kind, &full, err);
    if (rc != 0)
        return rc;
    bench_note(bench, &(struct figure){kind->cases, "sleeping", cases, "cases", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){kind->resident, "resident with all of them", full / 1e6,
                                       "MB", BOUND_NONE, 0});
    bench_note(bench,
               &(struct figure){kind->memory, "memory of each beyond the empty host",
                                full > empty ? (full - empty) / cases : 0, "B", BOUND_MOST, 64});
    bench_note(bench,
               &(struct figure){kind->disk, "disk of each", (double)disk / cases, "B",
                                kind->disk_most > 0 ? BOUND_MOST : BOUND_NONE, kind->disk_most});
    return 0;
}

/* ---- lateness ---- */

/* When each case is due, found by its id: a table twice as large as what it holds. */
struct waking {
    struct slot {
        struct id ref;
        int64_t due_ms;
        bool is_awake;
    } * slots;
    size_t slot_count;
    const struct sleepers *kind;
    int64_t first_due_ms, count, woken;
    int64_t last_due_ms, out_of_order_ms; /* the most by which one came before what was due first */
    int64_t again;                        /* came more than once */
    struct times late;
    struct bench_host *host;
};

static struct slot *slot_of(const struct waking *waking, const struct id *ref)
{
    size_t at = id_hash(ref) & (waking->slot_count - 1);
    while (waking->slots[at].due_ms != 0 && !id_is_equal(&waking->slots[at].ref, ref))
        at = (at + 1) & (waking->slot_count - 1);
    return &waking->slots[at];
}

static struct value *waking_data(void *owner, int64_t n, struct arena *arena)
{
    const struct waking *waking = owner;
    struct value *data = value_map(arena);
    value_put(arena, data, "wake_at",
              value_int(arena, waking->first_due_ms + n * 1000 / WAKES_PER_SECOND));
    return data;
}

static void on_started(void *owner, const struct id *ref, const struct value *data)
{
    struct waking *waking = owner;
    struct slot *slot = slot_of(waking, ref);
    slot->ref = *ref;
    slot->due_ms = value_get_int(data, "wake_at", 0);
}

static void on_turn(void *owner, int64_t journal_id, const struct id *case_ref, const char *event)
{
    struct waking *waking = owner;
    struct wallclock *clock = wallclock_real();
    struct slot *slot = slot_of(waking, case_ref);

    (void)journal_id, (void)event;
    if (slot->due_ms == 0)
        return;
    if (slot->is_awake) {
        waking->again++;
        return;
    }
    slot->is_awake = true;
    if (waking->last_due_ms - slot->due_ms > waking->out_of_order_ms)
        waking->out_of_order_ms = waking->last_due_ms - slot->due_ms;
    if (slot->due_ms > waking->last_due_ms)
        waking->last_due_ms = slot->due_ms;
    times_add(&waking->late, (clock->now_ms(clock) - slot->due_ms) * 1000000);
    if (++waking->woken == waking->count)
        waking->host->is_over = true;
}

static int fill_waking(struct bench *bench, struct waking *waking, struct err *err)
{
    struct bench_fill fill = {.workflow = waking->kind->waking,
                              .count = waking->count,
                              .data_of = waking_data,
                              .on_started = on_started,
                              .owner = waking};
    struct bench_host host;
    int rc = bench_host_open(bench, waking->kind->folder, &host, err);
    if (rc != 0)
        return rc;
    rc = bench_host_fill(&host, &fill, err);
    bench_host_close(&host);
    return rc;
}

/* A new life of the host, so that what falls due is read from disk and nothing is in memory. */
static int wake_all(struct bench *bench, struct waking *waking, struct err *err)
{
    struct bench_host host;
    int rc = bench_host_open(bench, waking->kind->folder, &host, err);
    if (rc != 0)
        return rc;
    waking->host = &host;
    engine_on_turn(host.engine, on_turn, waking);
    host.is_over = false;
    loop_run_until(host.loop, &host.is_over);
    bench_host_close(&host);
    return 0;
}

/* Cases that fall due from `ahead_s` after now on are put on disk; STATUS_BUSY if that took longer,
 * and some of them came meanwhile. */
static int prepare(struct bench *bench, struct waking *waking, int ahead_s, struct err *err)
{
    struct wallclock *clock = wallclock_real();

    memset(waking->slots, 0, waking->slot_count * sizeof *waking->slots);
    waking->late.count = 0;
    waking->woken = waking->last_due_ms = waking->out_of_order_ms = 0;
    waking->first_due_ms = clock->now_ms(clock) + (int64_t)ahead_s * 1000;
    int rc = fill_waking(bench, waking, err);
    if (rc == 0 && clock->now_ms(clock) >= waking->first_due_ms)
        rc = err_set(err, STATUS_BUSY,
                     "The cases that were to wake were not on disk in time: this machine is too "
                     "slow or too busy for this measurement.");
    return rc;
}

/* The host was off while they fell due: how long until each has come, once, on its return. */
static int measure_return(struct bench *bench, struct waking *waking, int ahead_s, struct err *err)
{
    const struct sleepers *kind = waking->kind;
    struct wallclock *clock = wallclock_real();
    int rc = prepare(bench, waking, 2 * ahead_s, err);
    int64_t last = waking->first_due_ms + waking->count * 1000 / WAKES_PER_SECOND;

    while (rc == 0 && clock->now_ms(clock) <= last)
        usleep(10000); /* off */
    int64_t start = wallclock_ticks_ns();
    if (rc == 0)
        rc = wake_all(bench, waking, err);
    if (rc != 0)
        return rc;
    bench_note(bench, &(struct figure){kind->back, "off while they fell due: all come, after",
                                       seconds_since(start), "s", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){kind->again, "came more than once", (double)waking->again,
                                       "cases", BOUND_MOST, 0});
    return 0;
}

static int measure_lateness(struct bench *bench, const struct sleepers *kind, struct err *err)
{
    int seconds = bench->is_quick ? 2 : 10, ahead_s = bench->is_quick ? 5 : 20;
    struct waking waking = {
        .kind = kind, .count = (int64_t)seconds * WAKES_PER_SECOND, .slot_count = 1};
    int rc = STATUS_BUSY;

    while (waking.slot_count < 2 * (size_t)waking.count)
        waking.slot_count *= 2;
    waking.slots = mem_zero(waking.slot_count * sizeof *waking.slots);
    for (int i = 0; rc == STATUS_BUSY && i < 4; i++, ahead_s *= 2)
        rc = prepare(bench, &waking, ahead_s, err);
    if (rc == 0)
        rc = wake_all(bench, &waking, err);
    if (rc == 0) {
        bench_note(bench, &(struct figure){kind->half, "come and committed, 5,000 due a second",
                                           times_ms(&waking.late, 0.5), "ms", BOUND_NONE, 0});
        bench_note(bench, &(struct figure){kind->most, "99 of 100 within",
                                           times_ms(&waking.late, 0.99), "ms", BOUND_MOST, 50});
        bench_note(bench, &(struct figure){kind->order, "out of due order by at most",
                                           (double)waking.out_of_order_ms, "ms", BOUND_NONE, 0});
        rc = measure_return(bench, &waking, ahead_s, err);
    }
    times_close(&waking.late);
    free(waking.slots);
    return rc;
}

static int measure(struct bench *bench, const struct sleepers *kind, struct err *err)
{
    int rc = bench_child_init(bench, kind->folder, err);
    if (rc == 0)
        rc = measure_size(bench, kind, err);
    return rc == 0 ? measure_lateness(bench, kind, err) : rc;
}

int bench_w3(struct bench *bench, struct err *err)
{
    return measure(bench, &plain, err);
}

int bench_clocks(struct bench *bench, struct err *err)
{
    return measure(bench, &clocks, err);
}
