/* attack_main.c - runs the attack corpus: attack_main FOLDER [--units N] [--part I/N] [NAME.lua
 * ...]
 *
 * Each file attacks/NAME.lua begins
 *     -- what it tries
 *     -- expect: verdict budget|memory     one of these ends it
 *     -- expect: error "part of the text"  it fails as a script, with a place
 *     -- expect: value X                   it ends well and prints X
 *     -- clock: real | fast                optional; else time stands still, so that only units,
 *                                          memory and the stack can end it, on any machine
 * All are run twice in this process, each in a state of its own. Both runs must end alike, byte for
 * byte (states have different seeds and addresses). After each attack a canary state, which lives
 * through all of them, must give exactly what it always gave. An attack that blocks inside a C
 * function hangs the program; the test's timeout is for that. --units makes the budget of a turn
 * smaller than a stage's, for builds that are slow; --part takes each N-th attack from the I-th on,
 * so that N processes share them. The longest stretch between two looks at the clock is printed, as
 * a figure.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/arena.h"
#include "base/buf.h"
#include "script/chunk.h"

enum { PASSES = 2, LOOK_MS = 100 };

/* A clock that stands still, goes, or jumps at each look; notes how long looks are apart. */
struct attack_clock {
    struct wallclock base;
    char kind; /* 's'tanding, 'r'eal, 'f'ast */
    int64_t now_ms;
    double last_look, longest;
};

struct attack {
    const char *name;
    struct slice text;
    const char *expected; /* behind "-- expect: " */
    char clock;
};

struct outcome {
    struct buf printed; /* what it returned, or "code: text" */
    int rc;
    char code[48];
};

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int64_t on_look(struct wallclock *base)
{
    struct attack_clock *clock = (struct attack_clock *)base;
    double now = seconds_now();

    if (clock->last_look > 0 && now - clock->last_look > clock->longest)
        clock->longest = now - clock->last_look;
    clock->last_look = now;
    if (clock->kind == 'f')
        clock->now_ms += LOOK_MS;
    return clock->kind == 'r' ? (int64_t)(now * 1000) : clock->now_ms;
}

static struct slice read_whole(struct arena *arena, const char *path)
{
    static char bytes[1 << 20];
    FILE *file = fopen(path, "rb");

    if (!file) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(2);
    }
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return arena_copy(arena, (struct slice){bytes, len});
}

/* The rest of the line that begins with `key`, or NULL. */
static const char *find_line(struct arena *arena, struct slice text, const char *key)
{
    const char *at = memmem(text.bytes, text.len, key, strlen(key));

    if (!at)
        return NULL;
    at += strlen(key);
    return arena_copy(arena, (struct slice){at, strcspn(at, "\n")}).bytes;
}

static struct attack read_attack(struct arena *arena, const char *folder, const char *name)
{
    struct attack attack = {.name = name, .clock = 's'};

    attack.text = read_whole(arena, arena_printf(arena, "%s/%s", folder, name));
    attack.expected = find_line(arena, attack.text, "-- expect: ");
    const char *clock = find_line(arena, attack.text, "-- clock: ");
    if (clock)
        attack.clock = clock[0];
    if (!attack.expected) {
        fprintf(stderr, "%s/%s: has no line \"-- expect: \"\n", folder, name);
        exit(2);
    }
    return attack;
}

static struct outcome run_attack(const struct attack *attack, int64_t units, double *longest)
{
    struct attack_clock clock = {
        .base = {.now_ms = on_look, .boot_ms = on_look},
          .kind = attack->clock
    };
    struct fiber_limits limits = {.clock = &clock.base, .units = units};
    struct outcome outcome = {0};
    struct console *console;
    struct err err = {0};

    if (console_open(&limits, &console, &err) != 0) {
        fprintf(stderr, "no state: %s\n", err.text);
        exit(2);
    }
    clock.last_look = 0;
    outcome.rc = console_run(console, attack->text, attack->name, &outcome.printed, &err);
    if (outcome.rc < 0) {
        buf_printf(&outcome.printed, "%s: %s: %s", err_code(&err), err.where, err.text);
        snprintf(outcome.code, sizeof outcome.code, "%s", err_code(&err));
        if (outcome.rc == STATUS_SCRIPT_FAILED && err.where[0] == '\0')
            buf_add_text(&outcome.printed, " (NO PLACE)");
    }
    console_close(console);
    if (clock.longest > *longest)
        *longest = clock.longest;
    return outcome;
}

static bool is_one_of(const char *code, const char *list)
{
    size_t len = strlen(code);

    for (const char *at = list; *at; at += strcspn(at, "|"), at += *at == '|')
        if (strcspn(at, "| ") == len && strncmp(at, code, len) == 0)
            return true;
    return false;
}

static bool is_expected(const char *expected, const struct outcome *outcome)
{
    struct slice printed = buf_slice(&outcome->printed);

    if (strncmp(expected, "verdict ", 8) == 0)
        return outcome->rc == STATUS_HOST_VERDICT && is_one_of(outcome->code, expected + 8);
    if (strncmp(expected, "value ", 6) == 0) {
        size_t len = strlen(expected + 6);
        return outcome->rc == 0 && printed.len == len + 1 &&
               memcmp(printed.bytes, expected + 6, len) == 0;
    }
    if (strncmp(expected, "error \"", 7) != 0)
        return false;
    const char *end = strrchr(expected, '"');
    return outcome->rc == STATUS_SCRIPT_FAILED &&
           memmem(printed.bytes, printed.len, expected + 7, (size_t)(end - expected - 7)) != NULL;
}

/* Something of everything, and a count that only this state knows. */
static const char canary_text[] = "turns = (turns or 0) + 1\n"
                                  "local t = { c = 3, a = 1, b = 2, 30, 10, 20 }\n"
                                  "table.sort(t)\n"
                                  "local out = {}\n"
                                  "for k, v in pairs(t) do out[#out + 1] = k .. '=' .. v end\n"
                                  "out[#out + 1] = ('x1y22'):gsub('%d+', '<%0>')\n"
                                  "out[#out + 1] = ('%s|%5.2f|%d'):format(true, 1 / 3, 7)\n"
                                  "out[#out + 1] = tostring(pcall(error, { code = 'c' }))\n"
                                  "return turns, table.concat(out, ' ')\n";

static bool canary_sings(struct console *canary, int turn)
{
    struct buf out = {0}, expected = {0};
    struct err err = {0};

    buf_printf(&expected, "%d\n1=10 2=20 3=30 a=1 b=2 c=3 x<1>y<22> true| 0.33|7 false\n", turn);
    int rc = console_run(canary, slice_of(canary_text), "canary.lua", &out, &err);
    bool is_well = rc == 0 && slice_is_equal(buf_slice(&out), buf_slice(&expected));
    if (!is_well)
        fprintf(stderr, "the canary gave: %s%s\n", buf_slice(&out).bytes, err.text);
    buf_close(&out);
    buf_close(&expected);
    return is_well;
}

static int is_lua(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && strcmp(dot, ".lua") == 0;
}

struct task {
    const char *folder;
    int64_t units;   /* 0: as a stage */
    int part, parts; /* from 1 */
    char **names;    /* wanted; none: all */
    int name_count;
};

static bool is_wanted(const struct task *task, const char *name)
{
    for (int i = 0; i < task->name_count; i++)
        if (strcmp(task->names[i], name) == 0)
            return true;
    return task->name_count == 0;
}

struct report {
    int run, failed;
    double longest, slowest;
    const char *longest_name, *slowest_name;
};

static void complain(struct report *report, const char *folder, const struct attack *attack,
                     const char *what, const struct outcome *outcome)
{
    report->failed++;
    fprintf(stderr, "%s: %s\n  expected: %s\n  got:      %s\n  again: attack_main %s %s\n",
            attack->name, what, attack->expected, buf_slice(&outcome->printed).bytes, folder,
            attack->name);
}

/* Both passes of one attack. */
static void try_attack(struct report *report, const struct task *task, const char *name,
                       struct console *canary)
{
    const char *folder = task->folder;
    struct arena arena = {0};
    struct attack attack = read_attack(&arena, folder, name);
    struct outcome outcomes[PASSES];

    for (int pass = 0; pass < PASSES; pass++) {
        double start = seconds_now(), longest = report->longest;
        outcomes[pass] = run_attack(&attack, task->units, &report->longest);
        if (report->longest > longest)
            report->longest_name = name;
        double took = seconds_now() - start;
        if (took > report->slowest) {
            report->slowest = took;
            report->slowest_name = name;
        }
        if (!is_expected(attack.expected, &outcomes[pass]))
            complain(report, folder, &attack, "ended otherwise", &outcomes[pass]);
        if (!canary_sings(canary, ++report->run))
            complain(report, folder, &attack, "disturbed another state", &outcomes[pass]);
    }
    if (outcomes[0].rc != STATUS_HOST_VERDICT &&
        !slice_is_equal(buf_slice(&outcomes[0].printed), buf_slice(&outcomes[1].printed)))
        complain(report, folder, &attack, "ended differently the second time", &outcomes[1]);
    for (int pass = 0; pass < PASSES; pass++)
        buf_close(&outcomes[pass].printed);
    arena_close(&arena);
}

static struct task read_task(int argc, char **argv)
{
    struct task task = {.folder = argc > 1 ? argv[1] : NULL, .part = 1, .parts = 1};
    int next = 2;

    for (; next + 1 < argc && argv[next][0] == '-'; next += 2)
        if (strcmp(argv[next], "--units") == 0)
            task.units = strtoll(argv[next + 1], NULL, 10);
        else if (sscanf(argv[next + 1], "%d/%d", &task.part, &task.parts) != 2 || task.part < 1 ||
                 task.part > task.parts)
            task.folder = NULL; /* usage */
    task.names = argv + next;
    task.name_count = argc > next ? argc - next : 0;
    return task;
}

int main(int argc, char **argv)
{
    struct task task = read_task(argc, argv);
    struct dirent **names;
    struct report report = {0};
    struct console *canary;
    struct err err = {0};
    int count = task.folder ? scandir(task.folder, &names, is_lua, alphasort) : -1;

    if (count < 0 || console_open(NULL, &canary, &err) != 0) {
        fprintf(stderr, "usage: attack_main FOLDER [--units N] [--part I/N] [NAME.lua ...]\n");
        return 2;
    }
    for (int i = 0; i < count; i++) {
        if (i % task.parts == task.part - 1 && is_wanted(&task, names[i]->d_name))
            try_attack(&report, &task, names[i]->d_name, canary);
    }
    printf("%d attacks, %d runs, %d failed; slowest run %.2f s (%s), longest between two looks at "
           "the clock %.0f ms (%s)\n",
           report.run / PASSES, report.run, report.failed, report.slowest,
           report.slowest_name ? report.slowest_name : "-", report.longest * 1000,
           report.longest_name ? report.longest_name : "-");
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
    console_close(canary);
    return report.failed > 0 || report.run == 0;
}
