/* bench_claims.c - claims: a crowd claims a few places at once over HTTP, each person with a token
 * of his own: how many get one, how many are told that they do not, and how long they wait for it.
 * And the same with kill -9 in the middle: after the restart everybody asks again under the same
 * Idempotency-Key, and who was told that he has a place has that place.
 *
 * All requests of a crowd are given to their connections before the first answer is read. Times are
 * from that moment to each answer, so the last of 10,000 waits for all others.
 */
#include "cli/bench.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "data/json.h"
#include "http/client.h"

enum { CONNECTIONS = 200, NEED = 100, PLACE_TEXT = 48, KILLS = 6, SHIFTS = 3, POSTS = 3000 };

enum fate { FATE_NONE, FATE_HELD, FATE_WAITING, FATE_TOLD, FATE_FAILED };

struct claimant {
    struct client_request request;
    struct crowd *crowd;
    char token[40], key[32], body[32];
    enum fate fate, fate_before;
    char place[PLACE_TEXT], place_before[PLACE_TEXT];
};

struct crowd {
    struct bench *bench;
    struct bench_child child;
    struct claimant *people;
    int64_t count, answered;
    int64_t kill_answers, kill_ms; /* after so many answers, after so long; 0: not */
    struct loop_timer killer;
    bool is_killed;
    char target[96];
    struct id cases[1 + KILLS], plan;
    int64_t posts; /* claimed one after the other; 0: the only one */
    struct loop *loop;
    struct client *clients[CONNECTIONS];
    struct times times;
    int64_t start_ns;
    bool is_over;
    struct err err;
};

/* ---- making a crowd ---- */

static void on_token(void *owner, int status)
{
    struct crowd *crowd = owner;
    if (status != 0)
        err_set(&crowd->err, status, "A token could not be made.");
    crowd->is_over = ++crowd->answered == crowd->count;
}

static void note_case(void *owner, const struct id *ref, const struct value *data)
{
    struct crowd *crowd = owner;
    (void)data;
    crowd->cases[crowd->answered++] = *ref;
}

static void note_plan(void *owner, const struct id *ref, const struct value *data)
{
    struct crowd *crowd = owner;
    (void)data;
    crowd->plan = *ref;
}

/* Three shifts of eight hours at each post, one person in each. */
static struct value *plan_of(void *owner, int64_t n, struct arena *arena)
{
    const struct crowd *crowd = owner;
    struct value *data = value_map(arena), *plan = value_list(arena);
    int64_t hour = 3600 * 1000, day = (loop_now_ms(crowd->loop) / hour + 48) * hour;
    char text[40];

    (void)n;
    for (int i = 0; i < POSTS * SHIFTS; i++) {
        struct value *row = value_map(arena);
        int64_t starts = day + (i % SHIFTS) * 8 * hour;
        value_put(arena, row, "post", value_string(arena, arena_printf(arena, "post %d", i / 3)));
        value_put(arena, row, "starts", value_string(arena, time_to_text(starts, text)));
        value_put(arena, row, "ends", value_string(arena, time_to_text(starts + 8 * hour, text)));
        value_put(arena, row, "need", value_int(arena, 1));
        value_push(arena, plan, row);
    }
    value_put(arena, data, "plan", plan);
    return data;
}

static int make_plan(struct crowd *crowd, struct bench_host *host, struct err *err)
{
    struct bench_fill fill = {.workflow = "bench_plan",
                              .count = 1,
                              .data_of = plan_of,
                              .on_started = note_plan,
                              .owner = crowd};
    crowd->loop = host->loop;
    int rc = bench_host_fill(host, &fill, err);
    crowd->loop = NULL;
    return rc;
}

static int make_crowd(struct crowd *crowd, struct bench_host *host, struct err *err)
{
    struct bench_fill fill = {
        .workflow = "bench_claims", .count = 1 + KILLS, .on_started = note_case, .owner = crowd};
    char name[32];
    int rc = bench_host_fill(host, &fill, err);
    if (rc == 0)
        rc = make_plan(crowd, host, err);
    if (rc != 0)
        return rc;
    crowd->answered = 0;
    crowd->is_over = false;
    for (int64_t i = 0; i < crowd->count; i++) {
        struct claimant *one = &crowd->people[i];
        one->crowd = crowd;
        snprintf(name, sizeof name, "volunteer %lld", (long long)i);
        snprintf(one->token, sizeof one->token, "crowd-%020lld", (long long)i);
        engine_add_token(host->engine, name, "volunteer", slice_of(one->token), on_token, crowd);
    }
    loop_run_until(host->loop, &crowd->is_over);
    *err = crowd->err;
    return err->status;
}

static int prepare(struct crowd *crowd, struct err *err)
{
    struct bench_host host;
    int rc = bench_child_init(crowd->bench, "claims", err);
    if (rc == 0)
        rc = bench_host_open(crowd->bench, "claims", &host, err);
    if (rc != 0)
        return rc;
    rc = make_crowd(crowd, &host, err);
    bench_host_close(&host);
    return rc;
}

/* ---- a crowd comes ---- */

static void note_reply(struct claimant *one, const struct value *reply)
{
    const char *status = value_get_text(reply, "status");
    const char *place = value_get_text(reply, "place");

    snprintf(one->place, sizeof one->place, "%s", place ? place : "");
    one->fate = status && strcmp(status, "held") == 0      ? FATE_HELD
                : status && strcmp(status, "waiting") == 0 ? FATE_WAITING
                                                           : FATE_FAILED;
}

/* Who gets nothing is told so, and why. */
static bool is_told(const struct value *reply)
{
    const char *code = value_get_text(reply, "code");
    return code && strcmp(code, "no_places") == 0;
}

static bool is_to_be_killed(const struct crowd *crowd)
{
    return crowd->kill_answers || crowd->kill_ms;
}

static void kill_host(struct crowd *crowd)
{
    if (!crowd->is_killed)
        kill(crowd->child.pid, SIGKILL);
    crowd->is_killed = true;
}

static void on_kill(struct loop_timer *timer)
{
    kill_host(timer->owner);
}

static void on_answer(struct client_request *request, const struct client_answer *answer)
{
    struct claimant *one = request->owner;
    struct crowd *crowd = one->crowd;
    struct arena arena = {0};
    struct value *reply = &value_nil;
    struct err err = {0};

    times_add(&crowd->times, wallclock_ticks_ns() - crowd->start_ns);
    one->fate = FATE_FAILED;
    if (answer->http_status != 0 && json_read(&arena, answer->body, NULL, &reply, &err) == 0) {
        if (answer->http_status == 200)
            note_reply(one, reply);
        else if (answer->http_status == 409 && is_told(reply))
            one->fate = FATE_TOLD;
    }
    if (one->fate == FATE_FAILED && crowd->err.status == 0 && !is_to_be_killed(crowd))
        err_set(&crowd->err, STATUS_IO, "A claim was answered %d: %.*s %s", answer->http_status,
                SLICE_ARG(answer->body), answer->err.text);
    arena_close(&arena);
    crowd->answered++;
    if (crowd->kill_answers && crowd->answered == crowd->kill_answers)
        kill_host(crowd);
    crowd->is_over = crowd->answered == crowd->count;
}

static void send_all(struct crowd *crowd, const char *round)
{
    for (int64_t i = 0; i < crowd->count; i++) {
        struct claimant *one = &crowd->people[i];
        snprintf(one->key, sizeof one->key, "%s-%lld", round, (long long)i);
        snprintf(one->body, sizeof one->body, crowd->posts ? "{\"post\":\"%lld\"}" : "{}",
                 1 + (long long)(crowd->posts ? i % crowd->posts : 0));
        one->fate_before = one->fate;
        memcpy(one->place_before, one->place, sizeof one->place);
        one->fate = FATE_NONE;
        one->place[0] = '\0';
        one->request = (struct client_request){
            .method = "POST",
            .target = crowd->target,
            .token = one->token,
            .idempotency_key = one->key,
            .content_type = "application/json",
            .body = slice_of(one->body),
            .on_answer = on_answer,
            .owner = one,
        };
        client_send(crowd->clients[i % CONNECTIONS], &one->request);
    }
}

static int come(struct crowd *crowd, const char *round, struct err *err)
{
    struct client_options options = {
        .host = crowd->child.address, .port = crowd->child.port, .pipelined = 1000};
    int rc = loop_open(wallclock_real(), &crowd->loop, err);

    crowd->times.count = 0;
    crowd->answered = 0;
    crowd->is_over = false;
    for (int i = 0; rc == 0 && i < CONNECTIONS; i++)
        rc = client_open(crowd->loop, &options, &crowd->clients[i], err);
    crowd->start_ns = wallclock_ticks_ns();
    if (rc == 0) {
        crowd->killer = (struct loop_timer){.on_timer = on_kill, .owner = crowd};
        send_all(crowd, round);
        if (crowd->kill_ms)
            loop_timer_start(crowd->loop, &crowd->killer, crowd->kill_ms);
        loop_run_until(crowd->loop, &crowd->is_over);
        loop_timer_stop(crowd->loop, &crowd->killer);
    }
    for (int i = 0; i < CONNECTIONS; i++)
        if (crowd->clients[i])
            client_close(crowd->clients[i]);
    memset(crowd->clients, 0, sizeof crowd->clients);
    if (crowd->loop)
        loop_close(crowd->loop);
    crowd->loop = NULL;
    if (rc == 0 && crowd->err.status != 0) {
        *err = crowd->err;
        rc = err->status;
    }
    return rc;
}

static int64_t count(const struct crowd *crowd, enum fate fate)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < crowd->count; i++)
        sum += crowd->people[i].fate == fate;
    return sum;
}

static void aim(struct crowd *crowd, int round)
{
    char id[ID_TEXT_LEN + 1];
    snprintf(crowd->target, sizeof crowd->target, "/api/v1/dispatches/%s-helpers/claim",
             id_to_text(&crowd->cases[round], id));
}

/* ---- what the host says afterwards ---- */

static void on_shown(struct client_request *request, const struct client_answer *answer)
{
    struct crowd *crowd = request->owner;
    struct arena arena = {0};
    struct value *reply;

    crowd->is_over = true;
    if (answer->http_status == 200 &&
        json_read(&arena, answer->body, NULL, &reply, &crowd->err) == 0)
        crowd->answered = value_get_int(reply, "held", -1);
    else
        crowd->answered = -1;
    arena_close(&arena);
}

static int ask_held(struct crowd *crowd, int64_t *held, struct err *err)
{
    struct client_options options = {.host = crowd->child.address, .port = crowd->child.port};
    char target[96];
    struct client_request request = {.method = "GET",
                                     .target = target,
                                     .token = crowd->child.token,
                                     .on_answer = on_shown,
                                     .owner = crowd};
    struct client *client = NULL;
    int rc = loop_open(wallclock_real(), &crowd->loop, err);
    if (rc != 0)
        return rc;
    snprintf(target, sizeof target, "%.*s", (int)(strlen(crowd->target) - strlen("/claim")),
             crowd->target);
    rc = client_open(crowd->loop, &options, &client, err);
    crowd->is_over = false;
    if (rc == 0) {
        client_send(client, &request);
        loop_run_until(crowd->loop, &crowd->is_over);
        client_close(client);
    }
    loop_close(crowd->loop);
    crowd->loop = NULL;
    *held = crowd->answered;
    return rc;
}

/* ---- one crowd in peace, and some whose host dies ---- */

static void note_fates(struct crowd *crowd, int64_t held)
{
    struct bench *bench = crowd->bench;
    double winners = (double)count(crowd, FATE_HELD), told = (double)count(crowd, FATE_TOLD);

    bench_note(bench, &(struct figure){"claims.winners", "told that they hold one of 100 places",
                                       winners, "", BOUND_MOST, NEED});
    bench_note(bench, &(struct figure){"claims.held", "held by what the host shows afterwards",
                                       (double)held, "", BOUND_LEAST, NEED});
    bench_note(bench, &(struct figure){"claims.untold", "neither a place, nor waiting, nor told so",
                                       (double)crowd->count - winners - told -
                                           (double)count(crowd, FATE_WAITING),
                                       "", BOUND_MOST, 0});
}

static int calm_round(struct crowd *crowd, struct err *err)
{
    struct bench *bench = crowd->bench;
    int64_t held = 0;

    aim(crowd, 0);
    int rc = come(crowd, "calm", err);
    double seconds = seconds_since(crowd->start_ns);
    if (rc == 0)
        rc = ask_held(crowd, &held, err);
    if (rc != 0)
        return rc;
    bench_note(bench, &(struct figure){"claims.people", "who claim at once", (double)crowd->count,
                                       "", BOUND_NONE, 0});
    note_fates(crowd, held);
    bench_note(bench, &(struct figure){"claims.answers", "answers", (double)crowd->count / seconds,
                                       "/s", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"claims.p50", "half of all are answered within",
                                       times_ms(&crowd->times, 0.5), "ms", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"claims.p99", "99 of 100 are answered within",
                                       times_ms(&crowd->times, 0.99), "ms", BOUND_NONE, 0});
    return 0;
}

/* Told of a place before the host died, and now of none or another. */
static int64_t count_lost(const struct crowd *crowd)
{
    int64_t lost = 0;
    for (int64_t i = 0; i < crowd->count; i++) {
        const struct claimant *one = &crowd->people[i];
        lost += one->fate_before == FATE_HELD &&
                (one->fate != FATE_HELD || strcmp(one->place, one->place_before) != 0);
    }
    return lost;
}

/* The same crowd at a plan of 9,000 shifts: what a claim costs does not grow with them. */
static int plan_round(struct crowd *crowd, struct err *err)
{
    struct bench *bench = crowd->bench;
    char id[ID_TEXT_LEN + 1];
    int64_t held = 0, wanted = crowd->count < POSTS * SHIFTS ? crowd->count : POSTS * SHIFTS;

    crowd->posts = POSTS * SHIFTS;
    snprintf(crowd->target, sizeof crowd->target, "/api/v1/dispatches/%s-helpers/claim",
             id_to_text(&crowd->plan, id));
    int rc = come(crowd, "plan", err);
    double seconds = seconds_since(crowd->start_ns);
    crowd->posts = 0;
    if (rc == 0)
        rc = ask_held(crowd, &held, err);
    if (rc != 0)
        return rc;
    bench_note(bench, &(struct figure){"claims.plan.held", "shifts of 9,000 taken by the crowd",
                                       (double)held, "", BOUND_LEAST, (double)wanted});
    bench_note(bench, &(struct figure){"claims.plan.answers", "answers",
                                       (double)crowd->count / seconds, "/s", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"claims.plan.p99", "99 of 100 are answered within",
                                       times_ms(&crowd->times, 0.99), "ms", BOUND_NONE, 0});
    return 0;
}

struct killed {
    int64_t acknowledged, lost, wrong;
};

/* Killed once; then everybody asks again, and each hears what he was told before, or his first
 * answer. */
static int kill_once(struct crowd *crowd, int number, struct killed *sum, struct err *err)
{
    char round[16];
    int64_t held = 0;

    snprintf(round, sizeof round, "kill-%d", number);
    aim(crowd, number);
    crowd->is_killed = false;
    int rc = come(crowd, round, err);
    if (rc != 0)
        return rc;
    crowd->kill_answers = crowd->kill_ms = 0;
    sum->acknowledged += count(crowd, FATE_HELD);
    bench_child_kill(&crowd->child);
    rc = bench_child_start(crowd->bench, "claims", &crowd->child, err);
    if (rc == 0)
        rc = come(crowd, round, err);
    if (rc == 0)
        rc = ask_held(crowd, &held, err);
    sum->lost += count_lost(crowd);
    sum->wrong += held != NEED || count(crowd, FATE_HELD) != NEED ||
                  count(crowd, FATE_HELD) + count(crowd, FATE_WAITING) + count(crowd, FATE_TOLD) !=
                      crowd->count;
    return rc;
}

static int killed_rounds(struct crowd *crowd, struct err *err)
{
    struct bench *bench = crowd->bench;
    struct killed sum = {0};
    int rc = 0;

    for (int i = 1; rc == 0 && i <= KILLS; i++) {
        if (i <= 2)
            crowd->kill_ms = i == 1 ? 2 : bench->is_quick ? 8 : 40;
        else
            crowd->kill_answers = 1 + (i - 3) * crowd->count / KILLS;
        rc = kill_once(crowd, i, &sum, err);
    }
    if (rc != 0)
        return rc;
    bench_note(bench, &(struct figure){"claims.kill.rounds", "crowds whose host was killed", KILLS,
                                       "", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"claims.kill.acknowledged",
                                       "had been told of a place when the host was killed",
                                       (double)sum.acknowledged, "", BOUND_NONE, 0});
    bench_note(bench, &(struct figure){"claims.kill.lost", "of them without it afterwards",
                                       (double)sum.lost, "", BOUND_MOST, 0});
    bench_note(bench, &(struct figure){"claims.kill.wrong",
                                       "crowds that did not get exactly 100 places, each told",
                                       (double)sum.wrong, "", BOUND_MOST, 0});
    return 0;
}

int bench_claims(struct bench *bench, struct err *err)
{
    struct crowd crowd = {.bench = bench, .count = bench->is_quick ? 500 : 10000};

    crowd.people = mem_zero((size_t)crowd.count * sizeof *crowd.people);
    int rc = prepare(&crowd, err);
    if (rc == 0)
        rc = bench_child_start(bench, "claims", &crowd.child, err);
    if (rc == 0) {
        rc = calm_round(&crowd, err);
        if (rc == 0)
            rc = plan_round(&crowd, err);
        if (rc == 0)
            rc = killed_rounds(&crowd, err);
        bench_child_stop(&crowd.child);
    }
    times_close(&crowd.times);
    free(crowd.people);
    return rc;
}
