/* bench.c - `comity bench`: the figures this host is built for, measured where it runs.
 *
 *   comity bench [w1 w2 w3 w4 w5 w6 claims clocks reload floor demo] [--cases N] [--in-flight N]
 *                [--threads N] [--dir DIR]
 *                [--quick] [--json]
 *
 * Each workload works in a folder of its own below DIR (/var/tmp, which is on a disk; a tmpfs
 * would measure nothing) and removes it. Exit code 1 if a target was missed.
 *
 * To add a workload: a file bench_NAME.c, its line in bench.h, a row in the table below.
 */
#include "cli/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include "base/log.h"
#include "cli/cli.h"
#include "data/json.h"

static int run_floor(struct bench *bench, struct err *err);

static const struct workload {
    const char *name, *about;
    int (*run)(struct bench *bench, struct err *err);
    bool is_apart; /* only when it is asked for */
} workloads[] = {
    {"floor",  "bare SQLite: rows a second, one commit",             run_floor,    false},
    {"w1",     "durable steps, each committed before the next",      bench_w1,     false},
    {"w2",     "signals over HTTP to waiting, evicted cases",        bench_w2,     false},
    {"w3",     "sleeping cases: memory, disk, lateness",             bench_w3,     false},
    {"w4",     "kill -9 with waiting cases: ready again, none lost", bench_w4,     false},
    {"w5",     "pre-flight of all open cases beside live work",      bench_w5,     false},
    {"w6",     "start on an empty folder",                           bench_w6,     false},
    {"claims", "a crowd claims 100 places at once",                  bench_claims, false},
    {"clocks", "clocks with ladders: memory, disk, lateness",        bench_clocks, false},
    {"reload", "50 activations and rollbacks under load",            bench_reload, false},
    {"demo",   "an office of 300 cases made up, in virtual time",    bench_demo,   true },
};
enum { WORKLOADS = sizeof workloads / sizeof *workloads };

static int run_floor(struct bench *bench, struct err *err)
{
    struct bench_floor many, one;
    int64_t rows = bench->is_quick ? 50000 : 400000;
    int rc = bench_floor(bench, rows, 1024, 200, &many, err);
    if (rc == 0)
        rc = bench_floor(bench, bench->is_quick ? 500 : 3000, 1, 200, &one, err);
    if (rc != 0)
        return rc;
    bench_note(bench, &(struct figure){"floor.rows", "rows of 200 bytes, 1,024 a commit",
                                       many.rows_per_second, "/s", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"floor.commit", "one row, one commit", one.commit_ms, "ms",
                                       BOUND_NONE, 0});
    return 0;
}

/* ---- options ---- */

struct request {
    const char *directory;
    bool is_chosen[WORKLOADS];
    bool has_choice;
};

static bool choose(struct request *request, const char *name)
{
    for (size_t i = 0; i < WORKLOADS; i++)
        if (strcmp(workloads[i].name, name) == 0)
            return request->is_chosen[i] = request->has_choice = true;
    return false;
}

static bool take_number(const char *text, int64_t *out)
{
    char *end;
    long long number = strtoll(text, &end, 10);
    if (*end != '\0' || number < 1)
        return false;
    *out = number;
    return true;
}

/* An option with a value; false if it is none of ours. */
static bool take_value(struct bench *bench, struct request *request, const char *name,
                       const char *value)
{
    int64_t number;
    if (strcmp(name, "--dir") == 0)
        return (request->directory = value) != NULL;
    if (strcmp(name, "--workflows") == 0)
        return (bench->workflows = value) != NULL;
    if (strcmp(name, "--cases") == 0)
        return take_number(value, &bench->cases);
    if (strcmp(name, "--in-flight") == 0)
        return take_number(value, &bench->in_flight);
    if (strcmp(name, "--threads") != 0 || !take_number(value, &number) || number > 64)
        return false;
    bench->threads = (int)number;
    return true;
}

static bool take_options(struct bench *bench, struct request *request, int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0)
            bench->is_quick = true;
        else if (strcmp(argv[i], "--json") == 0)
            bench->is_json = true;
        else if (strcmp(argv[i], "--floor") == 0)
            choose(request, "floor");
        else if (strcmp(argv[i], "--clocks") == 0)
            choose(request, "clocks");
        else if (strcmp(argv[i], "--reload") == 0)
            choose(request, "reload");
        else if (strcmp(argv[i], "--claims") == 0)
            choose(request, "claims");
        else if (strcmp(argv[i], "--demo") == 0)
            choose(request, "demo");
        else if (argv[i][0] != '-' && choose(request, argv[i]))
            continue;
        else if (i + 1 < argc && take_value(bench, request, argv[i], argv[i + 1]))
            i++;
        else
            return false;
    }
    return true;
}

/* ---- running ---- */

/* Processor time of the whole machine and of this process with its children, in seconds. */
struct load {
    double all, own;
    int64_t at_ns;
};

static double used_seconds(int who)
{
    struct rusage used;
    getrusage(who, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static struct load read_load(void)
{
    struct load load = {.own = used_seconds(RUSAGE_SELF) + used_seconds(RUSAGE_CHILDREN),
                        .at_ns = wallclock_ticks_ns()};
    long long user = 0, nice = 0, kernel = 0, idle, wait, irq = 0, soft = 0, steal = 0;
    FILE *file = fopen("/proc/stat", "r");

    if (file && fscanf(file, "cpu %lld %lld %lld %lld %lld %lld %lld %lld", &user, &nice, &kernel,
                       &idle, &wait, &irq, &soft, &steal) == 8)
        load.all =
            (double)(user + nice + kernel + irq + soft + steal) / (double)sysconf(_SC_CLK_TCK);
    if (file)
        fclose(file);
    return load;
}

/* Figures taken while others work say what was left, not what the host can do. */
static void note_others(struct bench *bench, const char *name, struct load before)
{
    struct load after = read_load();
    double others = (after.all - before.all) - (after.own - before.own);
    double all = (double)(after.at_ns - before.at_ns) / 1e9 * (double)sysconf(_SC_NPROCESSORS_ONLN);

    bench_note(bench, &(struct figure){arena_printf(&bench->arena, "%s.others", name),
                                       "of all processors used by other programs meanwhile",
                                       others > 0 ? 100 * others / all : 0, "%", BOUND_NONE, 0});
}

static int run_chosen(struct bench *bench, const struct request *request, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < WORKLOADS; i++) {
        if (request->has_choice ? !request->is_chosen[i] : workloads[i].is_apart)
            continue;
        bench_say(bench, "\n%s: %s", workloads[i].name, workloads[i].about);
        struct load before = read_load();
        rc = workloads[i].run(bench, err);
        if (rc == 0)
            note_others(bench, workloads[i].name, before);
    }
    return rc;
}

static void print_machine(const struct bench *bench, const struct value *machine)
{
    for (size_t i = 0; i < value_len(machine); i++) {
        const struct member *member = &machine->map.members[i];
        if (member->value->type == VALUE_INT)
            bench_say(bench, "%-12s %lld", member->key.bytes, (long long)member->value->integer);
        else
            bench_say(bench, "%-12s %s", member->key.bytes, value_text_or(member->value, ""));
    }
}

static void print_json(struct bench *bench, struct value *machine)
{
    struct value *all = value_map(&bench->arena);
    struct buf text = {0};

    value_put(&bench->arena, all, "machine", machine);
    value_put(&bench->arena, all, "figures", bench->figures);
    json_write(&text, all, 2);
    printf("%s\n", text.bytes);
    buf_close(&text);
}

static const char *own_path(struct arena *arena)
{
    char path[4096];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    path[len < 0 ? 0 : len] = '\0';
    return arena_text(arena, path);
}

/* It alone was chosen: its cases are all asked again and again. */
static bool request_is_reload(const struct request *request)
{
    bool is_it = request->has_choice;
    for (size_t i = 0; i < WORKLOADS; i++)
        is_it = is_it && request->is_chosen[i] == (workloads[i].run == bench_reload);
    return is_it;
}

static int run(struct cli *cli)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct bench bench = {.cases = 0, .in_flight = 4000, .threads = cores > 2 ? (int)cores - 1 : 2};
    struct request request = {.directory = "/var/tmp"};
    struct err err = {0};

    if (!take_options(&bench, &request, cli->argc, cli->argv))
        return cli_fail_usage(cli, "An option or a name is not known, or its value is missing.");
    if (bench.cases == 0)
        bench.cases = bench.is_quick || request_is_reload(&request) ? 10000 : 100000;
    char *folder = arena_printf(&bench.arena, "%s/comity-bench-XXXXXX", request.directory);
    if (!mkdtemp(folder)) {
        err_set(&err, STATUS_IO, "Cannot make a folder in %s. Name another by --dir.",
                request.directory);
        arena_close(&bench.arena);
        return cli_fail(&err);
    }
    int code;
    if (bench_guard(folder, &code, &err)) {
        arena_close(&bench.arena);
        return code < 0 ? cli_fail(&err) : code;
    }
    log_open(wallclock_real(), LOG_WARN);
    bench.folder = folder;
    bench.program = own_path(&bench.arena);
    bench.figures = value_list(&bench.arena);
    struct value *machine = bench_machine(&bench);
    print_machine(&bench, machine);
    int rc = run_chosen(&bench, &request, &err);
    if (rc == 0 && bench.is_json)
        print_json(&bench, machine);
    code = rc == 0 ? bench.missed ? EXIT_NO : EXIT_DONE : cli_fail(&err);
    arena_close(&bench.arena);
    return code;
}

const struct subcommand subcommand_bench = {
    .name = "bench",
    .words = "[floor w1 w2 w3 w4 w5 w6 claims clocks reload demo] [--cases N] [--in-flight N] "
             "[--threads N] "
             "[--dir DIR] "
             "[--quick] [--json]",
    .en = "measure this host on this machine",
    .zh = "在本机上测量性能",
    .more =
        "  --cases N      sleeping and waiting cases (100,000; 10,000 with --quick)\n"
        "  --in-flight N  cases under way at once in w1 (4,000)\n"
        "  --threads N    that run scripts (cores - 1)\n"
        "  --dir DIR      where to write; a real disk, or it measures nothing (/var/tmp)\n"
        "  --demo         an office of 300 cases made up, of the workflows in --workflows PATH\n"
        "  --quick        a tenth of the work: shows that it runs, not what it can do\n"
        "  --json         figures for programs\n"
        "\nExit code 1: a target was missed.\n",
    .run = run,
};
