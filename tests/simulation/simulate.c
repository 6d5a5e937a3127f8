/* simulate.c - a whole host lives through what a seed draws: people, faults, crashes, time.
 *
 *   simulate --seed N [--verbose] [--evicts] [--collects]   one run, told step by step
 *   simulate --seeds FROM COUNT   many; each failure with the command that repeats it
 *   simulate --outcomes FROM COUNT   at the end of each, every case is lived again
 *   simulate --same FROM COUNT    each run as it is, evicting every case after every turn, and
 *                                 collecting garbage all the time, and with pre-flights in every
 *                                 round; the disks must be equal
 *
 * A run is a number of rounds. In each a few people act (acts.c), a few things happen or all that
 * can, the host may die, somebody may set the clock, time passes. Then the faults end and a
 * diligent office works until every case is closed or parked for a reason its workflow has. All
 * along and at the end check.c compares what the host says with what people were told.
 *
 * Everything is drawn from the seed: the plan, the people, the order of what happens in the loop,
 * the faults of the disk, ids and keys.
 */
#include <stdio.h>
#include <stdlib.h>
#include "script/shelf.h"
#include "base/log.h"
#include "data/canon.h"
#include "simulation/run.h"

enum {
    HOT_CASES = 256,
    LOOKS_AHEAD = 4,
    CHANGES = 3,
    FINISH_ROUNDS = 120,
    FAILURES_SHOWN = 10,
    COLLECT_EACH = 1
};

static const int64_t hour_ms = 3600 * 1000;

/* -- one run ---------------------------------------------------------------------------------- */

static void draw_plan(struct run *run)
{
    static const struct store_faults faults[] = {
  /* refuse, full, unknown_kept, unknown_lost, full_lasts */
        {0,     0,    0,     0,     0},
        {0,     0,    0,     0,     0},
        {10000, 0,    0,     0,     0},
        {0,     5000, 0,     0,     3},
        {0,     0,    5000,  5000,  0},
        {5000,  3000, 3000,  3000,  2},
        {50000, 0,    50000, 50000, 0},
    };
    struct plan *plan = &run->plan;
    plan->rounds = 10 + (int)run_draw(run, 50);
    plan->cases = 2 + (int)run_draw(run, 10);
    plan->crash_percent = run_is_lucky(run, 50) ? (int)run_draw(run, 12) : 0;
    plan->step_percent = (int)run_draw(run, 60);
    plan->clock_percent = run_is_lucky(run, 25) ? (int)run_draw(run, 10) : 0;
    plan->edition_percent = run_is_lucky(run, 30) ? 50 : 0;
    plan->faults = faults[run_draw(run, sizeof faults / sizeof faults[0])];
}

/* No turn carries a time that has not been yet: so no timer fires early. */
static void on_turn(void *owner, int64_t journal_id, const struct id *case_ref, const char *event)
{
    struct run *run = owner;
    struct arena arena = {0};
    struct journal_row *rows;
    size_t count;
    struct err err = {0};
    char ref[ID_TEXT_LEN + 1];
    (void)event;
    run->turns++;
    if (reader_back(run->world.reader, journal_id, 1, &arena, &rows, &count, &err) != 0 ||
        count != 1)
        run_fail(run, "a turn was told of that is not in the journal: %lld", (long long)journal_id);
    else if (rows[0].at > run->world.latest_ms)
        run_fail(run, "a turn is %lld ms ahead of the clock: %s",
                 (long long)(rows[0].at - run->world.latest_ms), rows[0].body.bytes);
    if (count == 1)
        run_trace(run, "    case %s turn %lld: %s", id_to_text(case_ref, ref),
                  (long long)rows[0].seq, rows[0].body.bytes);
    arena_close(&arena);
}

static int64_t draw_time(struct run *run)
{
    static const int64_t most[] = {1000, 60 * 1000, 3600 * 1000, 12 * 3600 * 1000,
                                   2 * (int64_t)DAY_MS};
    return (int64_t)run_draw(run, (uint64_t)most[run_draw(run, 5)]);
}

static void crash(struct run *run)
{
    struct err err = {0};
    run->crashes++;
    run_trace(run, "-- the host dies and boots again");
    acts_lost(run);
    run->world.life++; /* whatever the old life still answers is not heard */
    if (run_is_lucky(run, run->plan.edition_percent))
        run->world.scripts = &run->options->editions[run_draw(run, EDITIONS)];
    if (world_crash(&run->world, &err) != 0)
        run_fail(run, "the host does not boot: %s", err.text);
    else
        disk_set_faults(run->world.disk, &run->plan.faults);
}

static void set_clock(struct run *run)
{
    static const int64_t steps[] = {-(int64_t)DAY_MS, (int64_t)DAY_MS, -3600 * 1000,
                                    3600 * 1000,      -1000,           1000};
    int64_t by = steps[run_draw(run, 6)];
    int64_t drift = run->world.clock.now - run->world.clock.boot - run->world.drift_ms;
    if (llabs(drift + by) > 3 * (int64_t)DAY_MS / 2)
        by = -drift;
    run_trace(run, "-- the clock is set by %lld s", (long long)(by / 1000));
    world_set_clock(&run->world, by);
}

static void one_round(struct run *run)
{
    if (run->options->looks_ahead || run->world.seed % LOOKS_AHEAD == 0)
        look_ahead(run);
    change_release(run);
    edit_calendar(run);
    change_staff(run);
    run->hot_case = run_draw(run, HOT_CASES);
    for (uint64_t acts = run_draw(run, run_is_lucky(run, 20) ? 12 : 5); acts > 0; acts--)
        act_at_random(run);
    if (run_is_lucky(run, run->plan.step_percent))
        world_step(&run->world, run_draw(run, 40));
    else
        world_settle(&run->world);
    if (run_is_lucky(run, run->plan.crash_percent))
        crash(run);
    if (run->has_failed)
        return;
    if (run_is_lucky(run, run->plan.clock_percent))
        set_clock(run);
    if (run_is_lucky(run, 30))
        acts_ask_again(run);
    if (run_is_lucky(run, 60)) {
        world_advance(&run->world, draw_time(run));
        check_settled(run);
        check_ahead(run);
        check_changes(run);
    }
    if (run_is_lucky(run, 3))
        check_all(run);
}

/* -- the end ---------------------------------------------------------------------------------- */

/* What the scripts that fail on purpose fail of. */
static bool may_be_parked(const struct case_image *image, const struct incident_row *incident)
{
    static const char *const own[] = {"poked too hard", "it failed on purpose", "not what it was"};
    if (slice_is(image->row.workflow, "wandering"))
        return slice_is(incident->code, "stage_loop");
    if (!slice_is(image->row.workflow, "failing"))
        return false;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strstr(incident->body.bytes, own[i]))
            return true;
    return slice_is(incident->code, "budget") || slice_is(incident->kind, "asked");
}

static void tell_why_parked(struct run *run, const struct case_image *image)
{
    struct arena arena = {0};
    struct incident_row *rows;
    size_t count;
    struct err err = {0};
    char ref[ID_TEXT_LEN + 1];
    id_to_text(&image->row.ref, ref);
    if (reader_incidents(run->world.reader, image->row.id, true, &arena, &rows, &count, &err) != 0)
        run_fail(run, "incidents cannot be read: %s", err.text);
    else if (count == 0)
        run_fail(run, "case %s is parked without an incident", ref);
    for (size_t i = 0; i < count; i++)
        if (!may_be_parked(image, &rows[i]))
            run_fail(run, "case %s (%.*s) is parked, %.*s: %s", ref, SLICE_ARG(image->row.workflow),
                     SLICE_ARG(rows[i].code), rows[i].body.bytes);
    arena_close(&arena);
}

/* Does every open case what it still waits for; how many were open. */
static size_t work_on_all(struct run *run)
{
    size_t open = 0;
    for (size_t i = 0; i < run->case_count && !run->has_failed; i++) {
        struct arena arena = {0};
        struct case_image image;
        struct err err = {0};
        if (reader_load(run->world.reader, &run->cases[i], &arena, &image, &err) != 0)
            run_fail(run, "a case is gone: %s", err.text);
        else if (image.row.status == CASE_PARKED)
            tell_why_parked(run, &image);
        else if (image.row.status == CASE_OPEN) {
            open++;
            act_to_finish(run, &image);
        }
        arena_close(&arena);
    }
    return open;
}

static void check_health(struct run *run)
{
    struct engine_health health;
    engine_health(run->world.engine, &health);
    if (!health.is_ready || health.is_full || health.is_holding || run->world.is_dead)
        run_fail(run, "an hour after the last fault the host is still not well:%s%s%s",
                 health.is_ready ? "" : " not ready", health.is_full ? " full" : "",
                 health.is_holding ? " holding" : "");
}

static void finish(struct run *run)
{
    static const struct store_faults none;
    size_t open = 1;
    disk_set_faults(run->world.disk, &none);
    run->world.outside.is_well = true;
    world_advance(&run->world, hour_ms); /* a hold after a jump ends, a full disk has room */
    check_health(run);
    acts_ask_again(run);
    world_settle(&run->world);
    check_settled(run);
    end_staff(run);
    check_facts(run); /* most cases are open still */
    check_changes(run);
    check_all(run);
    if (run->options->retells && !run->has_failed)
        check_retold(run); /* most cases are open still */
    for (int round = 0; open > 0 && round < FINISH_ROUNDS && !run->has_failed; round++) {
        open = work_on_all(run);
        world_advance(&run->world, 6 * hour_ms);
        check_settled(run);
        check_facts(run);
    }
    if (open == 0 && run->options->retells && !run->has_failed)
        check_retold(run);
    if (open > 0)
        run_fail(run, "%zu cases do not end, whatever the office does", open);
    check_letters(run);
    check_facts(run);
    check_all(run);
}

static void run_open(struct run *run, const struct options *options, uint64_t seed)
{
    static const size_t residents[] = {1, 100 * 1000, 0};
    static const int64_t nears[] = {10 * 60 * 1000, 3600 * 1000, (int64_t)DAY_MS};
    struct err err = {0};
    *run = (struct run){.options = options, .dice = seed};
    people_make(run);
    draw_plan(run);
    run->world.seed = seed;
    run->world.shelf = options->shelf;
    run->world.scripts = &options->editions[run_draw(run, EDITIONS)];
    run->world.keeps_releases = seed % CHANGES == 0 && !options->is_compared;
    run->world.stored = options->editions;
    run->world.stored_count = run->world.keeps_releases ? EDITIONS : 0;
    run->world.evicts_always = options->evicts_always;
    run->world.collect_each = options->collects ? COLLECT_EACH : 0;
    run->world.resident_bytes = residents[run_draw(run, 3)];
    if (options->is_compared)
        run->world.resident_bytes =
            0; /* closing Lua states is a job: the loop draws another order */
    run->world.near_ms = nears[run_draw(run, 3)];
    run->world.on_turn = on_turn;
    run->world.owner = run;
    if (world_open(&run->world, &err) != 0)
        run_fail(run, "the host does not boot: %s %s", err.where, err.text);
    else
        disk_set_faults(run->world.disk, &run->plan.faults);
}

/* The disk at the end goes to `dump`, if wanted. */
static void run_seed(struct run *run, const struct options *options, uint64_t seed,
                     struct buf *dump)
{
    run_open(run, options, seed);
    if (!run->has_failed)
        world_settle(&run->world);
    for (int round = 0; round < run->plan.rounds && !run->has_failed; round++)
        one_round(run);
    if (!run->has_failed)
        finish(run);
    if (dump)
        disk_dump(run->world.disk, dump);
    run->world.life++; /* answers of the last moment are not heard */
    world_close(&run->world);
    arena_close(&run->arena);
}

/* -- many runs -------------------------------------------------------------------------------- */

/* The command that lives this seed again. */
static const char *again(const struct options *options, uint64_t seed)
{
    static char text[200];
    snprintf(text, sizeof text, "%s --seed %llu%s%s%s", options->program, (unsigned long long)seed,
             options->evicts_always ? " --evicts" : "", options->collects ? " --collects" : "",
             options->retells ? " --retells" : "");
    return text;
}

static bool tell(const struct options *options, const struct run *run, uint64_t seed)
{
    if (run->has_failed)
        fprintf(stderr, "seed %llu: %s\n  repeat with: %s --verbose\n", (unsigned long long)seed,
                run->failure, again(options, seed));
    else if (options->is_verbose)
        printf("seed %llu: %llu turns, %lld requests, %zu cases, %llu crashes\n",
               (unsigned long long)seed, (unsigned long long)run->turns, (long long)run->marks,
               run->case_count, (unsigned long long)run->crashes);
    return run->has_failed;
}

static int run_many(const struct options *options, uint64_t from, uint64_t count)
{
    uint64_t failures = 0, turns = 0, crashes = 0;
    for (uint64_t seed = from; seed < from + count && failures < FAILURES_SHOWN; seed++) {
        static struct run run;
        run_prepare_last_words(again(options, seed));
        run_seed(&run, options, seed, NULL);
        failures += tell(options, &run, seed);
        turns += run.turns;
        crashes += run.crashes;
    }
    printf("%llu seeds from %llu: %llu turns, %llu crashes, %llu failures\n",
           (unsigned long long)count, (unsigned long long)from, (unsigned long long)turns,
           (unsigned long long)crashes, (unsigned long long)failures);
    return failures > 0;
}

/* What must leave no trace on the disk. */
static const struct variant {
    const char *flag;
    bool evicts_always, collects, looks_ahead;
} variants[] = {
    {"--evicts",   true,  false, false},
    {"--collects", false, true,  false},
    {"--ahead",    false, false, true },
};
enum { VARIANTS = sizeof variants / sizeof variants[0] };

static void tell_difference(const struct options *options, uint64_t seed, const char *flag,
                            const char *a, const char *b)
{
    size_t at = 0, line = 0;
    for (; a[at] && a[at] == b[at]; at++)
        if (a[at] == '\n')
            line = at + 1;
    fprintf(stderr,
            "seed %llu: %s left another disk:\n  %.*s\n  %.*s\n"
            "  compare: %s --seed %llu --compared [%s] --verbose\n",
            (unsigned long long)seed, flag, (int)strcspn(a + line, "\n"), a + line,
            (int)strcspn(b + line, "\n"), b + line, options->program, (unsigned long long)seed,
            flag);
}

static bool dump_seed(const struct options *options, uint64_t seed, struct buf *dump)
{
    static struct run run;
    run_prepare_last_words(again(options, seed));
    run_seed(&run, options, seed, dump);
    buf_add_byte(dump, '\0');
    return tell(options, &run, seed);
}

static bool differs(const struct options *options, uint64_t seed)
{
    struct options varied = *options;
    struct buf plain = {0};
    varied.is_compared = true;
    bool has_failed = dump_seed(&varied, seed, &plain);
    for (size_t i = 0; i < VARIANTS; i++) {
        struct buf other = {0};
        varied.evicts_always = variants[i].evicts_always;
        varied.collects = variants[i].collects;
        varied.looks_ahead = variants[i].looks_ahead;
        has_failed = dump_seed(&varied, seed, &other) || has_failed;
        if (!slice_is_equal(buf_slice(&plain), buf_slice(&other))) {
            tell_difference(options, seed, variants[i].flag, buf_slice(&plain).bytes,
                            buf_slice(&other).bytes);
            has_failed = true;
        }
        buf_close(&other);
    }
    buf_close(&plain);
    return has_failed;
}

static int run_same(const struct options *options, uint64_t from, uint64_t count)
{
    uint64_t failures = 0;
    for (uint64_t seed = from; seed < from + count && failures < FAILURES_SHOWN; seed++)
        failures += differs(options, seed);
    printf("%llu seeds from %llu, as they are, evicting, collecting, looking ahead: %llu differ\n",
           (unsigned long long)count, (unsigned long long)from, (unsigned long long)failures);
    return failures > 0;
}

/* -- the command line ------------------------------------------------------------------------- */

static int usage(void)
{
    fprintf(stderr, "usage: simulate --seed N [--verbose] [--evicts] [--collects]\n"
                    "       simulate --seeds FROM COUNT [--evicts] [--collects]\n"
                    "       simulate --outcomes FROM COUNT\n"
                    "       simulate --same FROM COUNT\n");
    return 2;
}

static uint64_t number(const char *text)
{
    return strtoull(text, NULL, 10);
}

static int dispatch(struct options *options, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        options->is_verbose = options->is_verbose || strcmp(argv[i], "--verbose") == 0;
        options->evicts_always = options->evicts_always || strcmp(argv[i], "--evicts") == 0;
        options->collects = options->collects || strcmp(argv[i], "--collects") == 0;
        options->retells = options->retells || strcmp(argv[i], "--retells") == 0;
        options->looks_ahead = options->looks_ahead || strcmp(argv[i], "--ahead") == 0;
        options->is_compared = options->is_compared || strcmp(argv[i], "--compared") == 0;
    }
    log_open(wallclock_real(), options->is_verbose ? LOG_DEBUG : LOG_ERROR + 1);
    if (argc >= 3 && strcmp(argv[1], "--seed") == 0)
        return run_many(options, number(argv[2]), 1);
    if (argc >= 4 && strcmp(argv[1], "--seeds") == 0)
        return run_many(options, number(argv[2]), number(argv[3]));
    if (argc >= 4 && strcmp(argv[1], "--outcomes") == 0) {
        options->retells = true;
        int rc = run_many(options, number(argv[2]), number(argv[3]));
        tell_retold();
        return rc;
    }
    if (argc >= 4 && strcmp(argv[1], "--same") == 0)
        return run_same(options, number(argv[2]), number(argv[3]));
    return usage();
}

int main(int argc, char **argv)
{
    struct scripts editions[EDITIONS] = {{0}};
    struct options options = {.program = argv[0], .editions = editions, .shelf = shelf_new()};
    struct err err = {0};
    int rc = 0;
    run_listen_for_death();
    for (int i = 0; rc == 0 && i < EDITIONS; i++)
        rc = scripts_read(SIMULATION_WORKFLOWS, (enum edition_kind)i, &editions[i], &err);
    if (rc != 0)
        fprintf(stderr, "simulate: %s\n", err.text);
    else
        rc = dispatch(&options, argc, argv);
    for (int i = 0; i < EDITIONS; i++)
        scripts_close(&editions[i]);
    shelf_free(options.shelf);
    return rc == 0 ? 0 : rc < 0 ? 2 : rc;
}
