/* bench_reload.c - reload: 50 activations and rollbacks in a row under requests at a steady pace,
 * with open cases that wait: does a request fail, how much later are answers, does memory come
 * back, and is every case what its journal says.
 *
 * The host is a process of its own. Two releases are published beside the one it serves: one that
 * differs by a comment, so that every case follows it, and one that asks for something else first,
 * so that every case stays behind. They are made active and taken back in turns by a process beside
 * the one that sends the requests. In the end the host verifies all cases.
 */
#include "cli/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "data/json.h"
#include "http/client.h"

enum {
    ACTIVATIONS = 50,
    ROUND = 4,
    TOLD_MOST = 8 /* words to one case; the tenth would close it */
};

struct reload {
    struct bench *bench;
    struct bench_child child;
    struct id *ids;
    int64_t count;
    struct arena arena;
    const char *follows, *differs; /* digests */
    int seconds, per_second;
    struct times alone, beside;
    int64_t failed;
    double resident_before, resident_after;
};

/* What the process beside tells of its activations. */
struct activated {
    int64_t done;
    double slowest_ms;
    double resident_half; /* MB of the host after half of them */
    char said[300];       /* of the first that failed */
};

/* ---- asking ---- */

static int ask(struct reload *reload, const char *target, struct slice body, struct value **out,
               struct err *err)
{
    struct client_options options = {.host = reload->child.address, .port = reload->child.port};
    struct client_request request = {.method = "POST",
                                     .target = target,
                                     .token = reload->child.token,
                                     .content_type = "application/json",
                                     .body = body};
    struct json_bounds bounds = {.is_dollar_allowed = true};
    struct buf answer = {0};
    int http_status;
    int rc = client_ask(&options, &request, &http_status, &answer, err);

    if (rc == 0 && http_status / 100 != 2)
        rc = err_set(err, STATUS_IO, "%s was answered %d: %.300s", target, http_status,
                     answer.bytes);
    if (rc == 0)
        rc = json_read(&reload->arena, buf_slice(&answer), &bounds, out, err);
    buf_close(&answer);
    return rc;
}

/* The workflow of the cases with `added` put before `mark`, or at its beginning. */
static const char *changed(struct arena *arena, const char *mark, const char *added)
{
    for (size_t i = 0; i < bench_script_count; i++) {
        const char *text = bench_scripts[i].text.bytes;
        const char *at = mark ? strstr(text, mark) : text;
        if (strstr(bench_scripts[i].path, "bench_reload"))
            return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, added, at);
    }
    return "";
}

static int publish(struct reload *reload, const char *text, const char **digest, struct err *err)
{
    struct arena *arena = &reload->arena;
    struct value *body = value_map(arena), *files = value_map(arena), *answer;
    struct buf json = {0};

    value_put(arena, files, "bench_reload/workflow.lua", value_string(arena, text));
    value_put(arena, body, "files", files);
    json_write(&json, body, 0);
    int rc = ask(reload, "/api/v1/releases", buf_slice(&json), &answer, err);
    buf_close(&json);
    if (rc == 0)
        *digest = arena_text(arena, value_get_text(answer, "digest"));
    return rc;
}

static int publish_both(struct reload *reload, struct err *err)
{
    struct arena *arena = &reload->arena;
    int rc = publish(reload, changed(arena, NULL, "-- a new comment\n"), &reload->follows, err);

    if (rc == 0)
        rc = publish(reload,
                     changed(arena, "  case:await", "  case:note { zh = \"记\", en = \"Note\" }\n"),
                     &reload->differs, err);
    return rc;
}

static double resident(const struct reload *reload)
{
    return (double)bench_child_resident(&reload->child) / 1e6;
}

/* ---- activations, in a process beside ---- */

static int activate(struct reload *reload, int n, struct err *err)
{
    const char *digest = n % ROUND == 0 ? reload->follows : reload->differs;
    struct value *answer;

    if (n % ROUND >= 2)
        return ask(reload, "/api/v1/releases/rollback", slice_of("{\"why\":\"bench\"}"), &answer,
                   err);
    return ask(reload, arena_printf(&reload->arena, "/api/v1/releases/%s/activate", digest),
               slice_of("{\"why\":\"bench\",\"force\":true}"), &answer, err);
}

static void activate_all(struct reload *reload, int to)
{
    struct activated activated = {0};
    struct err err = {0};
    int64_t start_ns = wallclock_ticks_ns();
    double each = (double)reload->seconds / ACTIVATIONS;

    for (int n = 0; n < ACTIVATIONS; n++) {
        double early = each * n - seconds_since(start_ns);
        struct timespec pause = {.tv_sec = (time_t)early,
                                 .tv_nsec = (long)((early - (double)(time_t)early) * 1e9)};
        if (early > 0)
            nanosleep(&pause, NULL);
        int64_t since_ns = wallclock_ticks_ns();
        if (activate(reload, n, &err) != 0) {
            snprintf(activated.said, sizeof activated.said, "%.290s", err.text);
            break;
        }
        activated.done++;
        if (activated.done == ACTIVATIONS / 2)
            activated.resident_half = resident(reload);
        double took = 1000 * seconds_since(since_ns);
        if (took > activated.slowest_ms)
            activated.slowest_ms = took;
    }
    if (write(to, &activated, sizeof activated) != (ssize_t)sizeof activated)
        _exit(1);
    _exit(0);
}

/* ---- requests at a pace ---- */

static int send_words(struct reload *reload, int seconds, struct times *times, struct err *err)
{
    struct bench_load load = {.child = &reload->child,
                              .ids = reload->ids,
                              .id_count = (size_t)reload->count,
                              .connections = 16,
                              .pipelined = 4,
                              .per_second = reload->per_second,
                              .requests = (int64_t)reload->per_second * seconds};
    int rc = bench_load_run(&load, err);

    for (size_t i = 0; i < load.times.count; i++)
        times_add(times, load.times.ns[i]);
    times_close(&load.times);
    reload->failed += load.failed;
    return rc;
}

static int words_beside(struct reload *reload, struct activated *activated, struct err *err)
{
    int ends[2], code;

    if (pipe(ends) != 0)
        return err_set(err, STATUS_IO, "No pipe.");
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        activate_all(reload, ends[1]);
    close(ends[1]);
    int rc = pid < 0 ? err_set(err, STATUS_IO, "No second process.")
                     : send_words(reload, reload->seconds, &reload->beside, err);
    if (read(ends[0], activated, sizeof *activated) != (ssize_t)sizeof *activated)
        *activated = (struct activated){.said = "the process that activates has ended"};
    close(ends[0]);
    if (pid > 0)
        waitpid(pid, &code, 0);
    return rc;
}

/* ---- all of it ---- */

static int verify(struct reload *reload, struct err *err)
{
    struct value *answer;
    int rc = ask(reload, "/api/v1/verify", slice_of("{}"), &answer, err);

    if (rc == 0 && (!value_get_bool(answer, "clean", false) ||
                    value_get_int(answer, "cases", 0) != reload->count ||
                    value_get_int(answer, "replayed", 0) != reload->count))
        return err_set(err, STATUS_IO,
                       "Of %lld cases %lld are there, %lld are open, %lld are not "
                       "what their journal says.",
                       (long long)reload->count, (long long)value_get_int(answer, "cases", 0),
                       (long long)value_get_int(answer, "replayed", 0),
                       (long long)value_get_int(answer, "faults", 0));
    return rc;
}

static void note(struct reload *reload, const struct activated *activated)
{
    struct bench *bench = reload->bench;
    double alone = times_ms(&reload->alone, 0.99), beside = times_ms(&reload->beside, 0.99);

    bench_note(bench, &(struct figure){"reload.activations", "activations and rollbacks in a row",
                                       (double)activated->done, "", BOUND_LEAST, ACTIVATIONS});
    bench_note(bench, &(struct figure){"reload.slowest", "the slowest of them",
                                       activated->slowest_ms, "ms", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"reload.failed", "requests that failed",
                                       (double)reload->failed, "", BOUND_MOST, 0});
    bench_note(bench, &(struct figure){"reload.alone.p99", "without them, 99 of 100 within", alone,
                                       "ms", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"reload.p99", "with them, 99 of 100 within", beside, "ms",
                                       BOUND_MOST, 2 * alone});
    bench_note(bench, &(struct figure){"reload.memory.before", "memory of the host before them",
                                       reload->resident_before, "MB", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"reload.memory.half", "after half of them",
                                       activated->resident_half, "MB", BOUND_NONE, 0});
    bench_note(bench,
               &(struct figure){"reload.memory.after", "and after the last", reload->resident_after,
                                "MB", BOUND_MOST, 1.1 * activated->resident_half});
    bench_note(bench, &(struct figure){"reload.cases", "open cases, each verified in the end",
                                       (double)reload->count, "", BOUND_NONE, 0});
}

/* One round of activations and requests alone first: what such a host holds is in memory then. */
static int measure(struct reload *reload, struct err *err)
{
    struct activated activated = {0};
    int rc = publish_both(reload, err);

    for (int n = 0; rc == 0 && n < ROUND; n++)
        rc = activate(reload, n, err);
    if (rc == 0)
        rc = send_words(reload, reload->seconds / 2, &reload->alone, err);
    reload->resident_before = resident(reload);
    if (rc == 0)
        rc = words_beside(reload, &activated, err);
    if (rc == 0 && activated.said[0])
        rc = err_set(err, STATUS_IO, "%s", activated.said);
    reload->resident_after = resident(reload);
    if (rc == 0)
        rc = verify(reload, err);
    if (rc == 0)
        note(reload, &activated);
    return rc;
}

static void note_id(void *owner, const struct id *ref, const struct value *data)
{
    struct reload *reload = owner;
    (void)data;
    reload->ids[reload->count++] = *ref;
}

static int fill(struct reload *reload, struct err *err)
{
    struct bench *bench = reload->bench;
    struct bench_fill fill = {
        .workflow = "bench_reload", .count = bench->cases, .on_started = note_id, .owner = reload};
    struct bench_host host;
    int rc = bench_child_init(bench, "reload", err);

    if (rc == 0)
        rc = bench_host_open(bench, "reload", &host, err);
    if (rc != 0)
        return rc;
    rc = bench_host_fill(&host, &fill, err);
    bench_host_close(&host);
    return rc;
}

int bench_reload(struct bench *bench, struct err *err)
{
    struct reload reload = {.bench = bench, .seconds = bench->is_quick ? 6 : 50};
    int64_t most = bench->cases * TOLD_MOST * 2 / (3 * reload.seconds);

    reload.per_second = most < 500 ? (int)most : 500;
    reload.ids = mem_zero((size_t)bench->cases * sizeof *reload.ids);
    int rc = fill(&reload, err);
    if (rc == 0)
        rc = bench_child_start(bench, "reload", &reload.child, err);
    if (rc == 0) {
        rc = measure(&reload, err);
        bench_child_stop(&reload.child);
    }
    times_close(&reload.alone);
    times_close(&reload.beside);
    arena_close(&reload.arena);
    free(reload.ids);
    return rc;
}
