/* engine.c - the engine's life: opening, acts from outside, loans coming back, drain, close.
 *
 *     NEW --engine_start--> RUNNING --engine_drain--> DRAINING
 *                            |   ^
 *               engine_lose  v   |  engine_recover (the store is open again)
 *                           LOST-+--> DEAD (the store cannot go on)
 *
 * Back pressure is for outside acts only: 20,000 or 64 MiB unsettled. What the host owes itself -
 * timers, messages, settlements - waits on disk.
 */
#include "engine/attachment.h"
#include "engine/calendars.h"
#include "engine/engine.h"
#include <stdlib.h>
#include "base/log.h"
#include "data/digest.h"
#include "engine/dispatches.h"
#include "engine/engaged.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/preflight.h"
#include "engine/outcomes.h"
#include "engine/recover.h"
#include "engine/public_address.h"
#include "engine/routes.h"
#include "engine/sending.h"

enum { UNSETTLED_MOST = 20000, UNSETTLED_BYTES_MOST = 64 << 20 };
enum { RESIDENT_BYTES = 64 << 20, NEAR_MS = 60000 };

/* ---- opening ---- */

int engine_open(const struct engine_options *options, struct engine **out, struct err *err)
{
    struct engine *engine = mem_zero(sizeof *engine);
    struct digest_state state;
    struct digest digest;

    *out = NULL;
    int rc = secret_open(err);
    if (rc != 0) {
        free(engine);
        return rc;
    }
    engine->options = *options;
    if (engine->options.resident_bytes == 0)
        engine->options.resident_bytes = RESIDENT_BYTES;
    if (engine->options.near_ms == 0)
        engine->options.near_ms = NEAR_MS;
    engine->loop = options->loop;
    engine->chance = options->chance;
    engine_calendars_open(engine);
    engine->master = options->master;
    digest_init(&state, engine->master.bytes, sizeof engine->master.bytes);
    digest_add(&state, "children", 8);
    digest_end(&state, &digest);
    memcpy(engine->child_key, digest.bytes, sizeof engine->child_key);
    engine->editions = editions_none();
    engine->staff_none = staff_new(&(struct staff_plan){0});
    engine->staff = staff_ref(engine->staff_none);
    directory_open(&engine->directory);
    engine->engaged = engaged_new();
    dues_open(engine);
    advance_open(engine);
    outbox_open(engine);
    *out = engine;
    return 0;
}

void engine_close(struct engine *engine)
{
    if (!engine)
        return;
    preflights_close(engine);
    engaged_free(engine->engaged);
    dues_close(engine);
    outbox_close(engine);
    routes_close(engine);
    public_addresses_close(engine);
    outcomes_close(engine);
    sweep_close(engine);
    directory_close(&engine->directory);
    loans_close(engine);
    people_close(&engine->people);
    staff_unref(engine->staff);
    staff_unref(engine->staff_none);
    numbers_close(&engine->numbers);
    editions_unref(engine->editions);
    engine_calendars_close(engine);
    secret_wipe(&engine->master, sizeof engine->master);
    free(engine);
}

int engine_worker_open(void *engine_, enum lane lane, void **worker_, struct err *err)
{
    struct engine *engine = engine_;
    struct worker *worker = mem_zero(sizeof *worker);
    int rc = reader_open(engine->store, &worker->reader, err);

    worker->engine = engine;
    worker->slot =
        lane == LANE_TURN || lane == LANE_SHADOW ? atomic_fetch_add(&engine->workers, 1) : -1;
    worker->lane = lane;
    *worker_ = worker;
    if (rc != 0) {
        free(worker);
        *worker_ = NULL;
    }
    return rc;
}

void engine_worker_close(void *engine, void *worker_)
{
    struct worker *worker = worker_;
    (void)engine;
    if (!worker)
        return;
    reader_close(worker->reader);
    free(worker);
}

void engine_watch(struct engine *engine, struct slots *slots, const struct id *suspects,
                  size_t count)
{
    engine->slots = slots;
    for (size_t i = 0; i < count && i < ENGINE_SUSPECTS; i++)
        engine->suspects[engine->suspect_count++] = suspects[i];
}

bool engine_suspects(const struct engine *engine, const struct id *ref)
{
    for (size_t i = 0; i < engine->suspect_count; i++)
        if (id_is_equal(&engine->suspects[i], ref))
            return true;
    return false;
}

void engine_trust(struct engine *engine, const struct id *ref)
{
    for (size_t i = 0; i < engine->suspect_count; i++)
        if (id_is_equal(&engine->suspects[i], ref))
            engine->suspects[i] = engine->suspects[--engine->suspect_count];
}

/* ---- acts ---- */

struct act *act_new(enum act_kind kind)
{
    struct act *act = mem_zero(sizeof *act);
    act->kind = kind;
    return act;
}

void act_free(struct act *act)
{
    arena_close(&act->arena);
    free(act);
}

void act_set_key(struct engine *engine, struct act *act, const char *route, struct slice key,
                 struct slice body)
{
    const struct once_request request = {
        .actor = act->actor, .route = route, .key = key, .body = body};
    struct once_digests digests;

    once_digest(engine, &request, &digests);
    act->key = digests.key;
    act->request = digests.request;
    act->has_key = true;
}

static size_t act_bytes(const struct act *act)
{
    return sizeof *act + act->arena.used;
}

void act_uncount(struct engine *engine, struct act *act)
{
    if (act->own.is_counted) {
        engine->unsettled--;
        engine->unsettled_bytes -= act->own.bytes;
    }
    act->own.is_counted = false;
}

void act_answer(struct engine *engine, struct act *act)
{
    act_uncount(engine, act);
    act->on_answer(act, &act->own.answer);
    if (act->has_key)
        once_leave(engine, act);
    act_free(act);
}

struct refused {
    struct note note;
    struct engine *engine;
    struct act *act;
};

static void on_refused(struct note *note)
{
    struct refused *refused = (struct refused *)(void *)note;
    act_answer(refused->engine, refused->act);
    free(refused);
}

/* Answered later, as everything is. */
void act_refuse(struct engine *engine, struct act *act, int status, const char *text)
{
    struct refused *refused = mem_zero(sizeof *refused);

    act->own.answer.status = err_set(&act->own.answer.err, status, "%s", text);
    act->has_key = false;
    refused->note.on_note = on_refused;
    refused->engine = engine;
    refused->act = act;
    loop_post(engine->loop, &refused->note);
}

static bool act_is_stopped(struct engine *engine, struct act *act)
{
    if (engine->state == ENGINE_DRAINING || engine->state == ENGINE_DEAD)
        act_refuse(engine, act, STATUS_STOPPING, "The host is shutting down. Send it again later.");
    else if (engine->state != ENGINE_RUNNING)
        act_refuse(engine, act, STATUS_BUSY,
                   "The host is finding out what was recorded. Send it again in a moment, with the "
                   "same Idempotency-Key.");
    else if (engine->is_full)
        act_refuse(engine, act, STATUS_FULL,
                   "The disk is full or cannot be written. Nothing was recorded. Reading works; "
                   "the host goes on by itself when there is space.");
    else if (engine->unsettled >= UNSETTLED_MOST || engine->unsettled_bytes >= UNSETTLED_BYTES_MOST)
        act_refuse(engine, act, STATUS_BUSY, "Too much is under way. Send it again in a second.");
    else
        return false;
    return true;
}

void engine_post(struct engine *engine, struct act *act)
{
    if (act_is_stopped(engine, act))
        return;
    act->own.bytes = act_bytes(act);
    act->own.is_counted = true;
    engine->unsettled++;
    engine->unsettled_bytes += act->own.bytes;
    if (act->has_key && once_join(engine, act))
        return;
    struct event *event = event_new(event_of_act(act->kind));
    event->act = act;
    if (act->kind == ACT_START)
        chance_id(engine->chance, &act->case_ref);
    casefile_wake(engine, &act->case_ref, event);
}

/* ---- reads ---- */

static void read_run(struct job *job, void *worker_)
{
    struct read *read = (struct read *)(void *)((char *)job - offsetof(struct read, job));
    struct worker *worker = worker_;
    if (read->engine->is_halted) {
        read->status = STATUS_STOPPING;
        return;
    }
    read->status = read->run(read, read->engine, worker->reader, &read->err);
}

static void read_done(struct job *job)
{
    struct read *read = (struct read *)(void *)((char *)job - offsetof(struct read, job));
    read->on_done(read);
}

void engine_read(struct engine *engine, struct read *read)
{
    read->engine = engine;
    read->job.run = read_run;
    read->job.on_done = read_done;
    loop_offload(engine->loop, LANE_READ, &read->job);
}

/* ---- loans coming back ---- */

void engine_on_settled(void *engine_, struct list *settled)
{
    struct engine *engine = engine_;
    struct list notes = {0};
    struct list_link *link;

    while ((link = list_pop(settled))) {
        struct write_set *writes = LIST_ITEM(link, struct write_set, link);
        struct note *note = writes->owner;
        list_push(&notes, &note->link);
    }
    loop_post_list(engine->loop, &notes);
}

void engine_after_loan(struct engine *engine)
{
    if (engine->loans == 0 && engine->state == ENGINE_LOST)
        engine_lost_all(engine);
    if (engine->loans == 0 && engine->state == ENGINE_DRAINING && engine->on_drained &&
        !outbox_is_busy(engine)) {
        void (*on_drained)(void *) = engine->on_drained;
        engine->on_drained = NULL;
        on_drained(engine->drained_owner);
    }
}

/* Least recently lent first. Closing a Lua state is worth a thread's time, not the loop's. */
struct closing {
    struct job job;
    struct fiber *fiber;
};

static void closing_run(struct job *job, void *worker)
{
    struct closing *closing = (struct closing *)(void *)job;
    (void)worker;
    fiber_close(closing->fiber);
}

static void closing_done(struct job *job)
{
    free(job);
}

static void evict(struct engine *engine, struct casefile *cf)
{
    struct closing *closing = mem_zero(sizeof *closing);

    closing->fiber = cf->fiber;
    cf->fiber = NULL;
    directory_remove(&engine->directory, cf);
    casefile_free(cf);
    closing->job.run = closing_run;
    closing->job.on_done = closing_done;
    loop_offload(engine->loop, LANE_TURN, &closing->job);
}

void engine_put_away(struct engine *engine, struct casefile *cf, size_t heap_bytes)
{
    struct directory *directory = &engine->directory;

    bool is_sought = casefile_is_sought(cf) && !engine->options.evicts_always;
    if (!cf->fiber && !is_sought) {
        directory_remove(directory, cf);
        casefile_free(cf);
        return;
    }
    if (is_sought)
        heap_bytes += casefile_dispatch_bytes(cf);
    directory_count_idle(directory, cf, heap_bytes + sizeof *cf);
    while (directory->idle_bytes > engine->options.resident_bytes && directory->oldest)
        evict(engine, directory->oldest);
}

/* ---- drain ---- */

static void on_nothing_to_drain(struct note *note)
{
    struct refused *refused = (struct refused *)(void *)note;
    struct engine *engine = refused->engine;
    free(refused);
    engine_after_loan(engine);
}

void engine_drain(struct engine *engine, void (*on_drained)(void *owner), void *owner)
{
    if (engine->state != ENGINE_DEAD)
        engine->state = ENGINE_DRAINING;
    engine->on_drained = on_drained;
    engine->drained_owner = owner;
    advance_stop(engine);
    dues_stop(engine);
    outbox_stop(engine);
    attachments_stop(engine);
    hands_watch_stop(engine);
    preflights_stop(engine);
    outcomes_stop(engine);
    struct refused *later = mem_zero(sizeof *later);
    later->note.on_note = on_nothing_to_drain;
    later->engine = engine;
    loop_post(engine->loop, &later->note);
}

/* ---- how the host stands ---- */

void engine_health(const struct engine *engine, struct engine_health *out)
{
    *out = (struct engine_health){
        .is_ready = engine->state == ENGINE_RUNNING,
        .is_full = engine->is_full,
        .is_holding = dues_is_holding(engine),
        .is_training = engine_may_advance(engine),
        .epoch = engine->store ? store_epoch(engine->store) : 0,
        .resident_bytes = (int64_t)engine->directory.idle_bytes,
        .unsettled = engine->unsettled,
        .resident = engine->directory.count,
        .turns = engine->turns,
        .loans = engine->loans,
    };
}

void engine_clock_accept(struct engine *engine)
{
    dues_accept_jump(engine);
}

void engine_clock_wait(struct engine *engine)
{
    dues_extend_hold(engine);
}

void engine_on_turn(struct engine *engine,
                    void (*on_turn)(void *owner, int64_t journal_id, const struct id *case_ref,
                                    const char *event),
                    void *owner)
{
    engine->on_turn = on_turn;
    engine->on_turn_owner = owner;
}
