/* bench_report.c - figures, percentiles, the machine, the floor: what the workloads of `comity
 * bench` note and how it is shown.
 */
#include "cli/bench.h"

#include <ftw.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "store/floor.h"

/* ---- figures ---- */

static bool is_met(const struct figure *figure)
{
    if (figure->bound == BOUND_LEAST)
        return figure->value >= figure->target;
    return figure->bound == BOUND_NONE || figure->value <= figure->target;
}

static const char *number_text(double number, char text[32])
{
    snprintf(text, 32, fabs(number) >= 100 ? "%.0f" : fabs(number) >= 10 ? "%.1f" : "%.2f", number);
    return text;
}

void bench_note(struct bench *bench, const struct figure *figure)
{
    struct arena *arena = &bench->arena;
    struct value *row = value_map(arena);
    char value[32], target[32];
    bool has_target = figure->bound != BOUND_NONE;
    bool is_missed = has_target && !is_met(figure);

    value_put(arena, row, "id", value_string(arena, figure->id));
    value_put(arena, row, "value", value_real(arena, figure->value));
    value_put(arena, row, "unit", value_string(arena, figure->unit));
    value_put(arena, row, "what", value_string(arena, figure->what));
    if (has_target) {
        value_put(arena, row, figure->bound == BOUND_LEAST ? "at_least" : "at_most",
                  value_real(arena, figure->target));
        value_put(arena, row, "is_met", value_bool(arena, !is_missed));
    }
    value_push(arena, bench->figures, row);
    bench->missed += is_missed;
    bench_say(bench, "%-20s %10s %-6s %s", figure->id, number_text(figure->value, value),
              figure->unit, figure->what);
    if (has_target)
        bench_say(bench, "%-20s %10s %-6s %s", is_missed ? "  MISSED" : "  reached",
                  number_text(figure->target, target), figure->unit,
                  figure->bound == BOUND_LEAST ? "at least" : "at most");
}

void bench_say(const struct bench *bench, const char *format, ...)
{
    va_list args;

    if (bench->is_json)
        return;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
}

/* ---- times ---- */

double seconds_since(int64_t start_ns)
{
    return (double)(wallclock_ticks_ns() - start_ns) / 1e9;
}

void times_add(struct times *times, int64_t ns)
{
    if (times->count == times->capacity) {
        times->capacity = times->capacity ? 2 * times->capacity : 1024;
        times->ns = mem_resize(times->ns, times->capacity * sizeof *times->ns);
    }
    times->ns[times->count++] = ns;
}

static int compare_times(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

double times_ms(struct times *times, double part)
{
    if (times->count == 0)
        return 0;
    qsort(times->ns, times->count, sizeof *times->ns, compare_times);
    size_t at = (size_t)((double)(times->count - 1) * part + 0.5);
    return (double)times->ns[at] / 1e6;
}

void times_close(struct times *times)
{
    free(times->ns);
    *times = (struct times){0};
}

/* ---- the machine ---- */

/* The rest of the first line of `path` that begins with `key`, behind its colon. */
static struct value *line_of(struct arena *arena, const char *path, const char *key)
{
    FILE *file = fopen(path, "r");
    struct value *found = &value_nil;
    char line[512];

    while (file && value_is_nil(found) && fgets(line, sizeof line, file)) {
        const char *colon = strchr(line, ':');
        if (!colon || strncmp(line, key, strlen(key)) != 0)
            continue;
        colon += 1 + strspn(colon + 1, " \t");
        found = value_text(arena, (struct slice){.bytes = colon, .len = strcspn(colon, "\n")});
    }
    if (file)
        fclose(file);
    return found;
}

static const char *file_system_word(const char *folder)
{
    static const struct {
        long type;
        const char *word;
    } words[] = {
        {0xEF53,     "ext4"   },
        {0x58465342, "xfs"    },
        {0x9123683E, "btrfs"  },
        {0x01021994, "tmpfs"  },
        {0x794C7630, "overlay"},
        {0x2FC12FC1, "zfs"    }
    };
    struct statfs info;

    if (statfs(folder, &info) == 0)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (words[i].type == (long)info.f_type)
                return words[i].word;
    return "unknown";
}

struct value *bench_machine(struct bench *bench)
{
    struct arena *arena = &bench->arena;
    struct value *machine = value_map(arena);
    struct utsname names;

    value_put(arena, machine, "cpu", line_of(arena, "/proc/cpuinfo", "model name"));
    value_put(arena, machine, "cores", value_int(arena, sysconf(_SC_NPROCESSORS_ONLN)));
    value_put(arena, machine, "memory", line_of(arena, "/proc/meminfo", "MemTotal"));
    value_put(arena, machine, "file_system", value_string(arena, file_system_word(bench->folder)));
    if (uname(&names) == 0)
        value_put(arena, machine, "kernel",
                  value_string(arena, arena_printf(arena, "%s %s", names.sysname, names.release)));
    return machine;
}

/* ---- folders ---- */

const char *bench_path(struct bench *bench, const char *name)
{
    return arena_printf(&bench->arena, "%s/%s", bench->folder, name);
}

/* nftw has no owner to pass; bench runs on one thread. */
static int64_t disk_bytes;

static int add_bytes(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)path, (void)type, (void)walk;
    disk_bytes += (int64_t)info->st_blocks * 512;
    return 0;
}

int64_t bench_disk_bytes(const char *folder)
{
    disk_bytes = 0;
    nftw(folder, add_bytes, 16, FTW_PHYS);
    return disk_bytes;
}

/* ---- the floor ---- */

int bench_floor(struct bench *bench, int64_t rows, int64_t batch, size_t body_bytes,
                struct bench_floor *out, struct err *err)
{
    struct floor_plan plan = {.directory = bench->folder,
                              .rows = rows,
                              .batch = batch < 1 ? 1 : batch,
                              .cases = rows / 10 + 1,
                              .body_bytes = body_bytes,
                              .clock = wallclock_real()};
    int rc = 0;

    *out = (struct bench_floor){0};
    for (int i = 0; rc == 0 && i < 3; i++) {
        struct floor_result result;
        rc = store_floor(&plan, &result, err);
        double elapsed_ms = result.elapsed_ms > 0 ? (double)result.elapsed_ms : 1;
        double speed = rc == 0 ? (double)result.rows * 1000 / elapsed_ms : 0;
        if (speed <= out->rows_per_second)
            continue;
        out->rows_per_second = speed;
        out->commit_ms = elapsed_ms / (double)result.commits;
    }
    return rc;
}
