/* bench_w5.c - W5: a pre-flight of many open cases of 20 turns while people go on working: how long
 * it takes, and what it does to the answers of live requests.
 *
 * The host is a process of its own. First the signals alone, at a pace far below what the host can
 * do; then the same while the pre-flight runs, in slices until it has ended. The candidate differs
 * from the active release by a comment, so that every case is replayed to its end.
 */
#include "cli/bench.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "data/json.h"
#include "http/client.h"

enum { TURNS = 20, PER_SECOND = 500, SLICE_SECONDS = 1, PAUSE_MS = 20 };

struct tried {
    struct bench *bench;
    struct bench_child child;
    struct id *ids;
    int64_t count, turns;
    size_t told;  /* signals sent */
    bool is_made; /* all cases are where they wait */
    struct arena arena;
    const char *release; /* digest of the candidate */
    struct times alone, beside;
    double seconds; /* from its start to its end, as the host says */
    int64_t replayed, same;
    double resident_before, resident_most;
};

/* ---- what its threads took ---- */

static bool reads(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "r");
    bool is_read = file && fgets(text, (int)size, file);
    if (file)
        fclose(file);
    return is_read;
}

/* Processor time of the threads that replay: on a shared machine it says more than the clock. */
static double shadow_seconds(const struct bench_child *child)
{
    char path[400], text[200];
    double all = 0;

    snprintf(path, sizeof path, "/proc/%d/task", child->pid);
    DIR *tasks = opendir(path);
    for (struct dirent *task; tasks && (task = readdir(tasks));) {
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/comm", child->pid, task->d_name);
        if (task->d_name[0] == '.' || !reads(path, text, sizeof text) ||
            strcmp(text, "shadow\n") != 0)
            continue;
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/schedstat", child->pid, task->d_name);
        if (reads(path, text, sizeof text))
            all += (double)strtoll(text, NULL, 10) / 1e9;
    }
    if (tasks)
        closedir(tasks);
    return all;
}

/* ---- asking ---- */

/* One request; the answer's body as a value in the arena. */
static int ask(struct tried *tried, const char *method, const char *target, struct slice body,
               struct value **out, struct err *err)
{
    struct client_options options = {.host = tried->child.address, .port = tried->child.port};
    struct client_request request = {.method = method,
                                     .target = target,
                                     .token = tried->child.token,
                                     .content_type = "application/json",
                                     .body = body};
    struct json_bounds bounds = {.is_dollar_allowed = true};
    struct buf answer = {0};
    int http_status;
    int rc = client_ask(&options, &request, &http_status, &answer, err);

    if (rc == 0 && http_status / 100 != 2)
        rc = err_set(err, STATUS_IO, "%s %s was answered %d: %.300s", method, target, http_status,
                     answer.bytes);
    if (rc == 0)
        rc = json_read(&tried->arena, buf_slice(&answer), &bounds, out, err);
    buf_close(&answer);
    return rc;
}

static int publish(struct tried *tried, struct err *err)
{
    struct arena *arena = &tried->arena;
    struct value *body = value_map(arena), *files = value_map(arena), *answer;
    struct buf text = {0};

    for (size_t i = 0; i < bench_script_count; i++)
        if (strstr(bench_scripts[i].path, "bench_course"))
            value_put(arena, files, bench_scripts[i].path,
                      value_string(arena, arena_printf(arena, "-- a new comment\n%.*s",
                                                       SLICE_ARG(bench_scripts[i].text))));
    value_put(arena, body, "files", files);
    json_write(&text, body, 0);
    int rc = ask(tried, "POST", "/api/v1/releases", buf_slice(&text), &answer, err);
    buf_close(&text);
    if (rc == 0)
        tried->release = arena_text(arena, value_get_text(answer, "digest"));
    return rc;
}

/* ---- signals at a pace ---- */

static int signals(struct tried *tried, int seconds, struct times *times, struct err *err)
{
    size_t half = (size_t)tried->count / 2, skip = tried->told % half; /* none is told too often */
    struct bench_load load = {.child = &tried->child,
                              .ids = tried->ids + skip,
                              .id_count = half,
                              .connections = 16,
                              .pipelined = 4,
                              .per_second = PER_SECOND,
                              .requests = (int64_t)PER_SECOND * seconds};
    int rc = bench_load_run(&load, err);
    tried->told += (size_t)load.requests;
    for (size_t i = 0; i < load.times.count; i++)
        times_add(times, load.times.ns[i]);
    times_close(&load.times);
    return rc;
}

static void note_resident(struct tried *tried)
{
    double now = (double)bench_child_resident(&tried->child) / 1e6;
    if (now > tried->resident_most)
        tried->resident_most = now;
}

/* True when it has ended. */
static bool has_ended(struct tried *tried, const struct value *state)
{
    const char *started = value_get_text(state, "started_at");
    const char *ended = value_get_text(state, "ended_at");
    int64_t from, to;

    if (!started || !ended || !time_from_text(slice_of(started), &from) ||
        !time_from_text(slice_of(ended), &to))
        return false;
    tried->seconds = (double)(to - from) / 1000;
    tried->replayed = value_get_int(state, "cases", 0);
    tried->same = value_get_int(value_get(state, "counts"), "same", 0);
    return true;
}

static const char *target_of(struct tried *tried)
{
    return arena_printf(&tried->arena, "/api/v1/releases/%s/preflight", tried->release);
}

/* With `is_beside`: signals meanwhile, slice after slice; else only waits. */
static int preflight(struct tried *tried, bool is_beside, struct err *err)
{
    struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000};
    struct value *state;
    int rc = ask(tried, "POST", target_of(tried), slice_of("{}"), &state, err);

    while (rc == 0) {
        if (is_beside)
            rc = signals(tried, SLICE_SECONDS, &tried->beside, err);
        else
            nanosleep(&pause, NULL);
        if (!is_beside) /* those hold the fibers of live cases as well */
            note_resident(tried);
        if (rc == 0)
            rc = ask(tried, "GET", target_of(tried), slice_of(""), &state, err);
        if (rc == 0 && has_ended(tried, state))
            break;
    }
    if (rc == 0 && !value_is_text(value_get(state, "state"), "done"))
        rc = err_set(err, STATUS_IO, "The pre-flight did not come to its end.");
    return rc;
}

/* ---- all of it ---- */

static int measure(struct tried *tried, struct err *err)
{
    struct bench *bench = tried->bench;
    int runs = bench->is_quick ? 1 : 3;
    double best = 0, cpu = shadow_seconds(&tried->child);
    int rc = publish(tried, err);

    tried->resident_before = (double)bench_child_resident(&tried->child) / 1e6;
    for (int i = 0; rc == 0 && i < runs; i++) {
        rc = preflight(tried, false, err);
        if (rc == 0)
            bench_say(bench, "  run %d: %.1f s, %.0f cases/s", i + 1, tried->seconds,
                      (double)tried->replayed / tried->seconds);
        if (i == 0 || tried->seconds < best)
            best = tried->seconds;
    }
    cpu = shadow_seconds(&tried->child) - cpu;
    if (rc == 0)
        rc = signals(tried, bench->is_quick ? 2 : 10, &tried->alone, err);
    if (rc == 0)
        rc = preflight(tried, true, err);
    if (rc != 0)
        return rc;
    if (tried->replayed != tried->count || tried->same != tried->count)
        return err_set(err, STATUS_IO, "%lld of %lld cases were replayed, %lld the same.",
                       (long long)tried->replayed, (long long)tried->count, (long long)tried->same);
    bench_note(bench, &(struct figure){"w5.seconds", "pre-flight of all cases, nothing beside it",
                                       best, "s", BOUND_MOST, 20.0});
    bench_note(bench,
               &(struct figure){"w5.cpu", "processor time of a case on its shadow thread",
                                1e6 * cpu / runs / (double)tried->count, "us", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"w5.beside", "the same while signals come", tried->seconds,
                                       "s", BOUND_NONE, 0});
    return 0;
}

static void note_live(struct tried *tried)
{
    struct bench *bench = tried->bench;
    double alone = times_ms(&tried->alone, 0.99), beside = times_ms(&tried->beside, 0.99);

    bench_note(bench, &(struct figure){"w5.alone.p99", "signals at 500/s alone, 99 of 100 within",
                                       alone, "ms", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"w5.beside.p50", "beside the pre-flight, half within",
                                       times_ms(&tried->beside, 0.5), "ms", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"w5.beside.p99", "beside the pre-flight, 99 of 100 within",
                                       beside, "ms", BOUND_MOST, 2 * alone});
    bench_note(bench, &(struct figure){"w5.memory", "the host's memory grew by at most",
                                       tried->resident_most - tried->resident_before, "MB",
                                       BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"w5.cases", "open cases of 20 turns", (double)tried->count,
                                       "cases", BOUND_NONE, 0});
}

static void note_id(void *owner, const struct id *ref, const struct value *data)
{
    struct tried *tried = owner;
    (void)data;
    tried->ids[tried->count++] = *ref;
}

static void on_turn(void *owner, int64_t journal_id, const struct id *case_ref, const char *event)
{
    struct tried *tried = owner;
    (void)journal_id, (void)case_ref, (void)event;
    if (++tried->turns == tried->bench->cases * TURNS)
        tried->is_made = true;
}

/* Each start is answered when its first turn is committed; the last cases are given the time to get
 * to where they wait. */
static int fill(struct tried *tried, struct err *err)
{
    struct bench *bench = tried->bench;
    struct bench_fill fill = {
        .workflow = "bench_course", .count = bench->cases, .on_started = note_id, .owner = tried};
    struct bench_host host;
    int rc = bench_child_init(bench, "w5", err);
    if (rc == 0)
        rc = bench_host_open(bench, "w5", &host, err);
    if (rc != 0)
        return rc;
    int64_t start_ns = wallclock_ticks_ns();
    engine_on_turn(host.engine, on_turn, tried);
    rc = bench_host_fill(&host, &fill, err);
    if (rc == 0 && !tried->is_made)
        loop_run_until(host.loop, &tried->is_made);
    bench_say(bench, "  made %lld cases of %d turns, %.0f turns/s", (long long)bench->cases, TURNS,
              (double)bench->cases * TURNS / seconds_since(start_ns));
    bench_host_close(&host);
    return rc;
}

int bench_w5(struct bench *bench, struct err *err)
{
    struct tried tried = {.bench = bench};

    tried.ids = mem_zero((size_t)bench->cases * sizeof *tried.ids);
    int rc = fill(&tried, err);
    if (rc == 0)
        rc = bench_child_start(bench, "w5", &tried.child, err);
    if (rc == 0) {
        rc = measure(&tried, err);
        bench_child_stop(&tried.child);
    }
    if (rc == 0)
        note_live(&tried);
    times_close(&tried.alone);
    times_close(&tried.beside);
    arena_close(&tried.arena);
    free(tried.ids);
    return rc;
}
