/* crash_points.c - power fails at random points of a mixed load; nothing acknowledged may be lost.
 *
 *   crash_points [--points N] [--seed S] [--lives L] [--skip-rewrite 1]
 *   crash_points --sweep 1 [--seed S]      the n-th call of every kind fails, n = 1, 2, ...
 *   crash_points --memory STEP [--from N]  the n-th allocation of SQLite fails, n = N, N + STEP,
 * ...
 *
 * Each point is one seed: a fresh store under the crash VFS lives a few lives. In each a fault is
 * planned - power fails inside the n-th write, sync, truncation, deletion or opening; or a sync or
 * write fails once or for good; or the disk is full - the load runs until it strikes or the rounds
 * are over, power fails, and the store is opened on what survived. Then the database must be sound,
 * what was acknowledged must be there, what was not known must be there whole or not at all, and
 * nothing else. --skip-rewrite leaves out what reopen.c does to the WAL, and must find losses. The
 * first seed that fails is printed with the command that repeats it.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/log.h"
#include "crash_vfs.h"
#include "load.h"
#include "memory_trouble.h"

struct point {
    uint64_t seed;
    char directory[64];
    struct store_limits limits;
    uint64_t from; /* of the template: where a sweep begins */
    struct load load;
    struct chance chance;
    char fault[1200]; /* "" while all is well */
};

struct tally {
    uint64_t points, lives, strikes, acknowledged, unknown, found, full;
};

static uint64_t draw(struct point *point, uint64_t below)
{
    return chance_next(&point->chance) % below;
}

static void fail(struct point *point, const char *what, const char *detail)
{
    if (!point->fault[0])
        snprintf(point->fault, sizeof point->fault, "%s: %.1000s", what, detail);
}

/* ---- the directory ---- */

static void path_in(const struct point *point, const char *name, char path[128])
{
    snprintf(path, 128, "%s/%s", point->directory, name);
}

static void copy_file(const char *from, const char *to)
{
    char block[65536];
    ssize_t got;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    while ((got = read(in, block, sizeof block)) > 0)
        if (write(out, block, (size_t)got) != got)
            abort();
    close(in);
    close(out);
}

/* Where stores are made: in memory if the machine has such a folder, since nothing here needs a
 * real sync and a disk shared with others is slow to make files. */
static void make_directory(struct point *point)
{
    const char *parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(point->directory, sizeof point->directory, "%s/comity-crash-XXXXXX", parent);
    if (!mkdtemp(point->directory)) {
        perror(point->directory);
        exit(2);
    }
}

/* An empty store, made once; each point begins with a copy. */
static void make_template(struct point *point)
{
    struct err err = {0};
    make_directory(point);
    if (store_create(point->directory, &err) != 0) {
        fprintf(stderr, "cannot make %s: %s\n", point->directory, err.text);
        exit(2);
    }
}

static void copy_template(const struct point *template, struct point *point)
{
    char from[128], to[128];
    make_directory(point);
    path_in(template, "comity.db", from);
    path_in(point, "comity.db", to);
    copy_file(from, to);
}

static void remove_directory(const struct point *point)
{
    static const char *const names[] = {"comity.db", "comity.db-wal", "comity.db-shm", "lock",
                                        "ballast"};
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_in(point, names[i], path);
        unlink(path);
    }
    rmdir(point->directory);
}

/* ---- one life ---- */

/* What goes wrong in this life. A few calls of each kind happen per group of write sets. */
static void plan_fault(struct point *point)
{
    switch (draw(point, 10)) {
    case 0:
    case 1:
    case 2:
        crash_vfs_plan(CRASH_WRITE, CRASH_FAULT_POWER, 1 + draw(point, 900));
        break;
    case 3:
        crash_vfs_plan(CRASH_SYNC, CRASH_FAULT_POWER, 1 + draw(point, 40));
        break;
    case 4:
        crash_vfs_plan(CRASH_SYNC, CRASH_FAULT_ONCE, 1 + draw(point, 30));
        break;
    case 5:
        crash_vfs_plan(CRASH_SYNC, CRASH_FAULT_STICKY, 1 + draw(point, 30));
        break;
    case 6:
        crash_vfs_plan(CRASH_WRITE, CRASH_FAULT_FULL, 1 + draw(point, 600));
        break;
    case 7:
        crash_vfs_plan(CRASH_WRITE, CRASH_FAULT_ONCE, 1 + draw(point, 600));
        break;
    case 8:
        crash_vfs_plan(draw(point, 2) ? CRASH_TRUNCATE : CRASH_OPEN, CRASH_FAULT_POWER,
                       1 + draw(point, 6));
        break;
    default:
        crash_vfs_plan(CRASH_READ, CRASH_FAULT_ONCE, 1 + draw(point, 400));
        break;
    }
}

static int open_store(struct point *point, struct store **store, struct reader **reader,
                      struct err *err)
{
    const struct store_options options = {
        .directory = point->directory,
        .on_settled = load_on_settled,
        .on_state = load_on_state,
        .owner = &point->load,
        .vfs = CRASH_VFS_NAME,
        .limits = &point->limits,
    };
    int status = store_open(&options, store, err);
    if (status == 0)
        status = reader_open(*store, reader, err);
    return status;
}

/* Opens the store, runs the load, and lets power fail, at times after the store was closed well. */
static void live(struct point *point, int rounds)
{
    struct store *store = NULL;
    struct reader *reader = NULL;
    struct err err = {0};
    point->load.ends_in_the_dark = draw(point, 8) != 0;
    int status = open_store(point, &store, &reader, &err);
    if (status == 0)
        load_run(&point->load, store, reader, rounds);
    else if (!crash_vfs_has_struck() && !memory_trouble_has_struck())
        fail(point, "the store cannot be opened", err.text);
    if (point->load.fault[0])
        fail(point, "while running", point->load.fault);
    reader_close(reader);
    store_close(store);
    crash_vfs_kill();
}

static int on_integrity_row(void *owner, int columns, char **texts, char **names)
{
    (void)columns, (void)names;
    if (strcmp(texts[0], "ok") != 0)
        fail(owner, "integrity_check", texts[0]);
    return 0;
}

static void check_integrity(struct point *point)
{
    char path[128], *text = NULL;
    sqlite3 *handle = NULL;
    path_in(point, "comity.db", path);
    int rc = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, CRASH_VFS_NAME);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(handle, "PRAGMA integrity_check(1)", on_integrity_row, point, &text);
    if (rc != SQLITE_OK)
        fail(point, "checking integrity", text ? text : sqlite3_errstr(rc));
    sqlite3_free(text);
    sqlite3_close(handle);
}

static void examine(struct point *point)
{
    struct store *store = NULL;
    struct reader *reader = NULL;
    struct err err = {0};
    crash_vfs_restart();
    memory_trouble_clear();
    check_integrity(point);
    if (open_store(point, &store, &reader, &err) != 0)
        fail(point, "after the crash the store cannot be opened", err.text);
    else if (!load_check(&point->load, store, reader))
        fail(point, "after the crash", point->load.fault);
    reader_close(reader);
    store_close(store);
}

static void begin_point(struct point *point, const struct point *template)
{
    crash_vfs_reset(point->seed);
    chance_seeded(&point->chance, point->seed ^ 0x9e3779b97f4a7c15u);
    load_init(&point->load, point->seed);
    copy_template(template, point);
    point->limits = store_limits_default;
    point->limits.ballast_bytes = point->limits.min_free_bytes = 0;
    point->limits.checkpoint_pages = 5 + (int64_t)draw(point, 60);
    point->limits.truncate_bytes = 4096 * (20 + (int64_t)draw(point, 400));
    point->limits.probe_ms = 1;
    point->limits.skips_wal_rewrite = template->limits.skips_wal_rewrite;
}

static void end_point(struct point *point, struct tally *tally)
{
    tally->points++;
    tally->acknowledged += point->load.acknowledged;
    tally->unknown += point->load.unknown;
    tally->found += point->load.found;
    tally->full += point->load.full;
    load_close(&point->load);
    remove_directory(point);
}

static void run_point(struct point *point, const struct point *template, int lives,
                      struct tally *tally)
{
    begin_point(point, template);
    for (int life = 0; life < lives && !point->fault[0]; life++) {
        plan_fault(point);
        live(point, 4 + (int)draw(point, 16));
        tally->strikes += crash_vfs_has_struck();
        tally->lives++;
        if (!point->fault[0])
            examine(point);
    }
    end_point(point, tally);
}

/* The same short life again and again, the n-th call failing, until n is beyond its last call. */
static void sweep_calls(struct point *point, const struct point *template, enum crash_call call,
                        enum crash_fault fault, struct tally *tally)
{
    bool has_struck = true;
    for (uint64_t nth = 1; has_struck && !point->fault[0]; nth++) {
        *point = (struct point){.seed = point->seed};
        begin_point(point, template);
        crash_vfs_plan(call, fault, nth);
        live(point, 5);
        has_struck = crash_vfs_has_struck();
        tally->strikes += has_struck;
        tally->lives++;
        if (!point->fault[0])
            examine(point);
        if (point->fault[0])
            printf("call %d, fault %d, n = %llu\n", call, fault, (unsigned long long)nth);
        end_point(point, tally);
    }
}

static void sweep(struct point *point, const struct point *template, struct tally *tally)
{
    for (enum crash_call call = CRASH_OPEN; call < CRASH_CALLS; call++)
        for (enum crash_fault fault = CRASH_FAULT_ONCE; fault <= CRASH_FAULT_POWER; fault++)
            if (fault != CRASH_FAULT_FULL || call == CRASH_WRITE)
                sweep_calls(point, template, call, fault, tally);
}

/* The same for memory: an allocation fails once, or from then on until the store says that it can
 * record nothing. A store that does not open or that ends itself is fine; one that lost what it
 * acknowledged, or whose file is damaged, is not. */
static void sweep_memory(struct point *point, const struct point *template, uint64_t step,
                         struct tally *tally)
{
    bool has_struck = true;
    for (uint64_t nth = template->from; has_struck && !point->fault[0]; nth += step) {
        has_struck = false;
        for (int lasts = 0; lasts <= 1 && !point->fault[0]; lasts++) {
            *point = (struct point){.seed = point->seed};
            begin_point(point, template);
            memory_trouble_plan(nth, lasts);
            live(point, 3);
            has_struck |= memory_trouble_has_struck();
            tally->strikes += memory_trouble_has_struck();
            tally->lives++;
            if (!point->fault[0])
                examine(point);
            if (point->fault[0])
                printf("again: crash_points --memory 1 --from %llu, %s\n", (unsigned long long)nth,
                       lasts ? "for good" : "once");
            memory_trouble_clear();
            end_point(point, tally);
        }
    }
}

static uint64_t option(int argc, char **argv, const char *name, uint64_t otherwise)
{
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return strtoull(argv[i + 1], NULL, 10);
    return otherwise;
}

static int report(const struct point *template, const struct tally *tally)
{
    remove_directory(template);
    printf("%llu points, %llu lives, %llu faults struck; write sets: %llu acknowledged, "
           "%llu unknown (%llu found later), %llu full; none lost\n",
           (unsigned long long)tally->points, (unsigned long long)tally->lives,
           (unsigned long long)tally->strikes, (unsigned long long)tally->acknowledged,
           (unsigned long long)tally->unknown, (unsigned long long)tally->found,
           (unsigned long long)tally->full);
    return 0;
}

static int report_fault(const struct point *template, const struct point *point, const char *how)
{
    remove_directory(template);
    printf("seed %llu: %s\nagain: crash_points %s --seed %llu\n", (unsigned long long)point->seed,
           point->fault, how, (unsigned long long)point->seed);
    return 1;
}

int main(int argc, char **argv)
{
    const uint64_t points = option(argc, argv, "--points", 100);
    const uint64_t seed = option(argc, argv, "--seed", 1);
    const int lives = (int)option(argc, argv, "--lives", 3);
    struct tally tally = {0};
    struct point template = {0};
    struct wallclock_held clock;
    wallclock_held_init(&clock, 0);
    log_open(&clock.base, LOG_ERROR + 1); /* faults are expected here */
    template.limits.skips_wal_rewrite = option(argc, argv, "--skip-rewrite", 0) != 0;
    template.from = option(argc, argv, "--from", 1);
    memory_trouble_register();
    make_template(&template);
    crash_vfs_register();
    if (option(argc, argv, "--sweep", 0)) {
        struct point point = {.seed = seed};
        sweep(&point, &template, &tally);
        return point.fault[0] ? report_fault(&template, &point, "--sweep 1")
                              : report(&template, &tally);
    }
    const uint64_t step = option(argc, argv, "--memory", 0);
    if (step) {
        struct point point = {.seed = seed};
        sweep_memory(&point, &template, step, &tally);
        return point.fault[0] ? report_fault(&template, &point, "--memory 1")
                              : report(&template, &tally);
    }
    for (uint64_t i = 0; i < points; i++) {
        struct point point = {.seed = seed + i};
        run_point(&point, &template, lives, &tally);
        if (point.fault[0])
            return report_fault(&template, &point, "--points 1");
    }
    return report(&template, &tally);
}
