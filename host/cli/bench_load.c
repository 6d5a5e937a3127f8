/* bench_load.c - many clients at once, telling waiting cases a word each (bench.h says how).
 *
 * One loop of its own, one thread. Requests are kept in a pool; each belongs to a connection and is
 * sent again with another case. The order of cases is scattered by a step that shares no factor
 * with their number, so that neighbours in the database are not asked after each other.
 */
#include "cli/bench.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include "http/client.h"

enum { SCATTER = 7919, CONNECTIONS_MOST = 256 };

struct run;

struct ask {
    struct client_request request;
    struct ask *next_free;
    struct run *run;
    size_t index; /* of its case */
    int64_t since_ns;
    char target[80], body[64];
};

struct run {
    struct bench_load *load;
    struct loop *loop;
    struct client *clients[CONNECTIONS_MOST];
    struct ask *asks, *free_asks;
    size_t ask_count;
    struct loop_timer pace, killer;
    int64_t sent, done, start_ns;
    bool is_stopped, is_over;
};

static void on_answer(struct client_request *request, const struct client_answer *answer);

static struct ask *take_ask(struct run *run)
{
    struct ask *ask = run->free_asks;
    if (ask)
        run->free_asks = ask->next_free;
    else
        ask = mem_zero(sizeof *ask);
    ask->run = run;
    return ask;
}

static void send_one(struct run *run, int64_t since_ns)
{
    struct bench_load *load = run->load;
    struct ask *ask = take_ask(run);
    char id[ID_TEXT_LEN + 1];

    ask->index = (size_t)(run->sent * SCATTER) % load->id_count;
    ask->since_ns = since_ns;
    snprintf(ask->target, sizeof ask->target, "/api/v1/cases/%s/signals/word",
             id_to_text(&load->ids[ask->index], id));
    int len =
        snprintf(ask->body, sizeof ask->body, "{\"data\":{\"number\":%lld}}", (long long)run->sent);
    ask->request = (struct client_request){
        .method = "POST",
        .target = ask->target,
        .token = load->child->token,
        .content_type = "application/json",
        .body = {.bytes = ask->body, .len = (size_t)len},
        .on_answer = on_answer,
        .owner = ask,
    };
    if (load->sent)
        load->sent[ask->index]++;
    client_send(run->clients[run->sent++ % load->connections], &ask->request);
}

static bool is_more(const struct run *run)
{
    return !run->is_stopped && run->sent < run->load->requests;
}

static void note_answer(struct run *run, const struct ask *ask, const struct client_answer *answer)
{
    struct bench_load *load = run->load;
    if (answer->http_status == 200) {
        times_add(&load->times, wallclock_ticks_ns() - ask->since_ns);
        load->answered++;
        if (load->acknowledged)
            load->acknowledged[ask->index]++;
        return;
    }
    if (load->failed++ == 0 && answer->http_status != 0)
        err_set(&load->err, STATUS_IO, "The host answered %d: %.*s", answer->http_status,
                SLICE_ARG(answer->body));
    else if (load->failed == 1)
        load->err = answer->err;
}

static void on_answer(struct client_request *request, const struct client_answer *answer)
{
    struct ask *ask = request->owner;
    struct run *run = ask->run;

    note_answer(run, ask, answer);
    ask->next_free = run->free_asks;
    run->free_asks = ask;
    run->done++;
    if (run->load->per_second <= 0 && is_more(run))
        send_one(run, wallclock_ticks_ns());
    if (!is_more(run) && run->done == run->sent)
        run->is_over = true;
}

static void on_pace(struct loop_timer *timer)
{
    struct run *run = timer->owner;
    double per_ns = run->load->per_second / 1e9;
    int64_t now = wallclock_ticks_ns();

    while (is_more(run) && (double)run->sent <= (double)(now - run->start_ns) * per_ns)
        send_one(run, run->start_ns + (int64_t)((double)run->sent / per_ns));
    if (is_more(run))
        loop_timer_start(run->loop, timer, 1);
}

static void on_kill(struct loop_timer *timer)
{
    struct run *run = timer->owner;
    run->is_stopped = true;
    run->load->killed_at_ns = wallclock_ticks_ns();
    kill(run->load->child->pid, SIGKILL);
}

static int open_run(struct run *run, struct err *err)
{
    struct bench_load *load = run->load;
    struct client_options options = {.host = load->child->address,
                                     .port = load->child->port,
                                     .pipelined = (size_t)load->pipelined};
    int rc = loop_open(wallclock_real(), &run->loop, err);
    for (int i = 0; rc == 0 && i < load->connections; i++)
        rc = client_open(run->loop, &options, &run->clients[i], err);
    return rc;
}

static void close_run(struct run *run)
{
    for (int i = 0; i < run->load->connections; i++)
        if (run->clients[i])
            client_close(run->clients[i]);
    if (run->loop)
        loop_close(run->loop);
    while (run->free_asks) {
        struct ask *ask = run->free_asks;
        run->free_asks = ask->next_free;
        free(ask);
    }
}

static void start(struct run *run)
{
    struct bench_load *load = run->load;
    int64_t at_once = (int64_t)load->connections * load->pipelined;

    run->pace = (struct loop_timer){.on_timer = on_pace, .owner = run};
    run->killer = (struct loop_timer){.on_timer = on_kill, .owner = run};
    run->start_ns = wallclock_ticks_ns();
    if (load->per_second > 0)
        loop_timer_start(run->loop, &run->pace, 0);
    for (int64_t i = 0; load->per_second <= 0 && i < at_once && is_more(run); i++)
        send_one(run, wallclock_ticks_ns());
    if (load->kill_after_ms)
        loop_timer_start(run->loop, &run->killer, load->kill_after_ms);
}

int bench_load_run(struct bench_load *load, struct err *err)
{
    struct run run = {.load = load};

    load->times.count = 0;
    load->answered = load->failed = 0;
    int rc = open_run(&run, err);
    if (rc == 0) {
        start(&run);
        loop_run_until(run.loop, &run.is_over);
        load->seconds = seconds_since(run.start_ns);
        loop_timer_stop(run.loop, &run.pace);
        loop_timer_stop(run.loop, &run.killer);
    }
    close_run(&run);
    if (rc == 0 && load->failed && !load->kill_after_ms) {
        *err = load->err;
        rc = load->err.status;
    }
    return rc;
}

/* ---- what is asked ---- */

struct noting {
    struct id *ids;
    int64_t count;
};

static void note_id(void *owner, const struct id *ref, const struct value *data)
{
    struct noting *noting = owner;
    (void)data;
    noting->ids[noting->count++] = *ref;
}

int bench_fill_waiting(struct bench *bench, const char *name, struct id *ids, int64_t count,
                       struct err *err)
{
    struct noting noting = {.ids = ids};
    struct bench_fill fill = {
        .workflow = "bench_waiting", .count = count, .on_started = note_id, .owner = &noting};
    struct bench_host host;

    int rc = bench_child_init(bench, name, err);
    if (rc == 0)
        rc = bench_host_open(bench, name, &host, err);
    if (rc != 0)
        return rc;
    int64_t start_ns = wallclock_ticks_ns();
    rc = bench_host_fill(&host, &fill, err);
    bench_say(bench, "  started %lld waiting cases, %.0f/s", (long long)count,
              (double)count / seconds_since(start_ns));
    bench_host_close(&host);
    return rc;
}
