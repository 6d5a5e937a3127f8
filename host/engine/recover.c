/* recover.c - what a life leaves to the next (recover.h).
 *
 * One read gathers everything - inbox, ready cases - before the first case is woken, so that
 * nothing the woken ones write is gathered a second time. Timers come by their own reading (due.c).
 * Until then the host takes no acts.
 */
#include "engine/attachment.h"
#include "engine/recover.h"
#include <stdlib.h>
#include "base/fault.h"
#include "base/log.h"
#include "data/canon.h"
#include "engine/editions.h"
#include "engine/engaged.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/calendar_edit.h"
#include "engine/recalc.h"
#include "engine/public_address.h"
#include "engine/routes.h"
#include "engine/sending.h"
#include "store/releases.h"

enum { RECOVER_PAGE = 1000, RETRY_MS = 1000 };

struct gathering {
    struct read read;
    struct message_row *messages;
    size_t message_count;
    struct id *ready;
    size_t ready_count, ready_capacity, message_capacity;
    int64_t generation;
    int64_t active;          /* the release memory has for the active one */
    struct engaged *engaged; /* NULL: memory knows the places */
    bool reads_people; /* what was changed last may be on disk or not; nobody changes it now */
    struct people people;
    struct calendar_records calendars;
    const struct edition *numbered; /* whose series are read with them; NULL: none is active */
    struct series_found *series;
    int64_t now_ms;
    const struct edition *edition; /* the active one, if it is another: somebody activated it and
                                    * was not told whether that was recorded */
};

/* The sender's loan and engine_recover may both have brought it, in any order: the inbox row is the
 * truth, and within this loan what was taken already. */
bool message_is_waiting(const struct casefile *cf, struct reader *reader, const struct event *event)
{
    struct arena arena = {0};
    struct message_row *rows;
    struct err ignored = {0};
    size_t count;

    for (const struct list_link *link = cf->loan.taken.first; link; link = link->next) {
        const struct event *taken = LIST_ITEM((struct list_link *)link, struct event, link);
        if (taken->kind == EVENT_MESSAGE && taken->message_id == event->message_id)
            return false;
    }
    bool is_waiting =
        reader_inbox(reader, event->message_id - 1, 1, &arena, &rows, &count, &ignored) == 0 &&
        count == 1 && rows[0].id == event->message_id;
    arena_close(&arena);
    return is_waiting;
}

void message_deliver(struct engine *engine, const struct message_row *message)
{
    struct event *event = event_new(EVENT_MESSAGE);
    char *body = mem_alloc(message->body.len + 1);

    memcpy(body, message->body.bytes, message->body.len);
    body[message->body.len] = '\0';
    event->message_id = message->id;
    event->body = (struct slice){.bytes = body, .len = message->body.len};
    casefile_wake(engine, &message->to, event);
}

bool message_is_start(const struct event *event)
{
    struct arena arena = {0};
    struct value *body;
    struct err ignored = {0};
    bool is_start = canon_read(&arena, event->body, &body, &ignored) == 0 &&
                    (value_is_text(value_get(body, "kind"), "start") ||
                     value_is_text(value_get(body, "kind"), "split"));
    arena_close(&arena);
    return is_start;
}

static void gather_message(struct gathering *all, const struct message_row *row)
{
    if (all->message_count == all->message_capacity) {
        all->message_capacity = all->message_capacity ? 2 * all->message_capacity : 64;
        all->messages = mem_resize(all->messages, all->message_capacity * sizeof *all->messages);
    }
    struct message_row *copy = &all->messages[all->message_count++];
    *copy = *row;
    copy->body = arena_copy(&all->read.arena, row->body);
}

static void gather_ready(struct gathering *all, const struct id *ref)
{
    if (all->ready_count == all->ready_capacity) {
        all->ready_capacity = all->ready_capacity ? 2 * all->ready_capacity : 64;
        all->ready = mem_resize(all->ready, all->ready_capacity * sizeof *all->ready);
    }
    all->ready[all->ready_count++] = *ref;
}

static int gather_inbox(struct gathering *all, struct reader *reader, struct err *err)
{
    struct message_row *rows;
    size_t count = RECOVER_PAGE;
    int64_t after = 0;
    int rc = 0;

    while (rc == 0 && count == RECOVER_PAGE) {
        struct arena page = {0};
        rc = reader_inbox(reader, after, RECOVER_PAGE, &page, &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count; i++) {
            gather_message(all, &rows[i]);
            after = rows[i].id;
        }
        arena_close(&page);
    }
    return rc;
}

static int gather_cases(struct gathering *all, struct reader *reader, struct err *err)
{
    struct case_row *rows;
    size_t count = RECOVER_PAGE;
    int64_t after = 0;
    int rc = 0;

    while (rc == 0 && count == RECOVER_PAGE) {
        struct arena page = {0};
        rc = reader_ready(reader, after, RECOVER_PAGE, &page, &rows, &count, err);
        for (size_t i = 0; rc == 0 && i < count; i++) {
            gather_ready(all, &rows[i].ref);
            after = rows[i].id;
        }
        arena_close(&page);
    }
    return rc;
}

static int gather_active(struct gathering *all, struct engine *engine, struct reader *reader,
                         struct err *err)
{
    struct arena arena = {0};
    struct release_row *rows;
    struct err broken = {0};
    size_t count;
    int64_t active;
    int rc = reader_release_heads(reader, &arena, &rows, &count, &active, err);

    if (rc == 0 && active != 0 && active != all->active &&
        edition_load(engine, reader, active, &all->edition, &broken) != 0)
        log_error("engine", "release %lld cannot be used: %s %s", (long long)active, broken.where,
                  broken.text);
    arena_close(&arena);
    return rc;
}

static int gather(struct read *read, struct engine *engine, struct reader *reader, struct err *err)
{
    struct gathering *all = (struct gathering *)(void *)read;
    int rc = gather_active(all, engine, reader, err);
    if (rc == 0 && all->reads_people)
        rc = people_read(engine, reader, &all->people, err);
    if (rc == 0 && all->reads_people)
        rc = calendar_records_read(reader, &all->read.arena, &all->calendars, err);
    if (rc == 0 && all->reads_people)
        rc = routes_load(engine, reader, err);
    if (rc == 0 && all->reads_people)
        rc = public_addresses_load(engine, reader, err);
    if (rc == 0 && all->reads_people)
        rc = numbers_find(all->edition ? all->edition : all->numbered, all->now_ms, reader,
                          &all->read.arena, &all->series, err);
    if (rc == 0 && all->engaged)
        rc = engaged_read(reader, all->engaged, err);
    if (rc == 0)
        rc = gather_inbox(all, reader, err);
    return rc == 0 ? gather_cases(all, reader, err) : rc;
}

static void on_gathered(struct read *read)
{
    struct gathering *all = (struct gathering *)(void *)read;
    struct engine *engine = read->engine;
    bool is_current = all->generation == store_generation(engine->store);

    engine->is_gathering = false;
    fault_is_set("recover.gathered");
    if (read->status == STATUS_CORRUPT)
        engine_damaged(engine, &read->err);
    else if (read->status != 0)
        log_error("engine", "cannot read what is to be done: %s", read->err.text);
    if (read->status == 0 && is_current && engine->state != ENGINE_DRAINING &&
        engine->state != ENGINE_DEAD) {
        bool is_as_read = (engine->active ? engine->active->id : 0) == all->active;
        /* Also while somebody prepares another activation: it finds this one under way (BUSY). */
        if (all->edition && is_as_read)
            engine_set_active(engine, all->edition);
        if (all->reads_people)
            people_take(engine, &all->people);
        if (all->reads_people) {
            calendar_records_take(engine, &all->calendars);
            numbers_take(engine, all->series);
            engine->has_recalculated = false; /* what was at work then may be behind */
        }
        if (all->engaged)
            engaged_replace(engine->engaged, all->engaged);
        engine->state = ENGINE_RUNNING;
        engine->was_ready = true;
        for (size_t i = 0; i < all->message_count; i++)
            message_deliver(engine, &all->messages[i]);
        for (size_t i = 0; i < all->ready_count; i++)
            casefile_wake(engine, &all->ready[i], event_new(EVENT_GO));
        dues_restart(engine);
        outbox_restart(engine);
        sweep_allow(engine);
        calendar_records_keep(engine);
        recalc_sweep(engine);
        hands_watch_begin(engine);
    }
    edition_unref(all->edition);
    edition_unref(all->numbered);
    people_close(&all->people);
    engaged_free(all->engaged);
    free(all->messages);
    free(all->ready);
    arena_close(&read->arena);
    bool again = read->status != 0 || !is_current;
    free(all);
    if (again && engine->state != ENGINE_DRAINING && engine->state != ENGINE_DEAD)
        loop_timer_start(engine->loop, &engine->retry, RETRY_MS);
}

void engine_recover(struct engine *engine)
{
    if (engine->is_gathering || engine->state == ENGINE_DRAINING || engine->state == ENGINE_DEAD)
        return;
    struct gathering *all = mem_zero(sizeof *all);
    all->read.run = gather;
    all->read.on_done = on_gathered;
    all->generation = store_generation(engine->store);
    all->reads_people = engine->state == ENGINE_LOST;
    if (engine->state == ENGINE_LOST || !engine->was_ready)
        all->engaged = engaged_new();
    all->active = engine->active ? engine->active->id : 0;
    all->numbered = engine->active ? edition_ref(engine->active) : NULL;
    all->now_ms = loop_now_ms(engine->loop);
    engine->is_gathering = true;
    engine_read(engine, &all->read);
}

static void on_retry(struct loop_timer *timer)
{
    engine_recover(timer->owner);
}

void engine_start(struct engine *engine)
{
    engine->retry.on_timer = on_retry;
    engine->retry.owner = engine;
    attachments_start(engine);
    engine_recover(engine);
}

void engine_wait_ready(struct engine *engine)
{
    loop_run_until(engine->loop, &engine->was_ready);
}

/* ---- losing and finding again ---- */

void casefile_answer_waiting(struct casefile *cf)
{
    struct engine *engine = cf->engine;

    while (!list_is_empty(&cf->inbox)) {
        struct event *event = LIST_ITEM(list_pop(&cf->inbox), struct event, link);
        if (event->act) {
            event->act->own.answer.status =
                err_set(&event->act->own.answer.err, STATUS_UNKNOWN,
                        "It is not known whether this was recorded. Send it again with the same "
                        "Idempotency-Key to learn it.");
            act_answer(engine, event->act);
        }
        event_free(event);
    }
}

void engine_lose(struct engine *engine)
{
    if (engine->state == ENGINE_DEAD || engine->state == ENGINE_LOST)
        return;
    log_error("engine", "the outcome of the last commits is unknown: dropping %zu cases in memory",
              engine->directory.count);
    if (engine->state == ENGINE_RUNNING)
        engine->state = ENGINE_LOST;
    if (engine->options.on_unknown)
        engine->options.on_unknown(engine->options.owner);
    dues_stop(engine);
    for (size_t i = 0; i < engine->directory.bucket_count; i++)
        for (struct casefile *cf = engine->directory.buckets[i], *next; cf; cf = next) {
            next = cf->next_in_bucket;
            casefile_answer_waiting(cf);
            if (cf->state != CASEFILE_IDLE)
                continue; /* comes back by itself, and is dropped then */
            directory_remove(&engine->directory, cf);
            casefile_free(cf);
        }
    engine_after_loan(engine);
}

void engine_halt(struct engine *engine)
{
    engine->state = ENGINE_DEAD;
    engine->is_halted = true;
    dues_stop(engine);
    for (size_t i = 0; i < engine->directory.bucket_count; i++)
        for (struct casefile *cf = engine->directory.buckets[i]; cf; cf = cf->next_in_bucket)
            casefile_answer_waiting(cf);
}

void engine_damaged(struct engine *engine, const struct err *err)
{
    if (engine->state == ENGINE_DEAD)
        return;
    engine_halt(engine);
    if (engine->options.on_dead)
        engine->options.on_dead(engine->options.owner, err);
}

void engine_lost_all(struct engine *engine)
{
    if (engine->told_state == STORE_OPEN &&
        engine->told_generation == store_generation(engine->store))
        engine_recover(engine);
}

void engine_loan_failed(struct engine *engine, int status)
{
    if (status == STATUS_UNKNOWN)
        engine_lose(engine);
    else if (status == STATUS_FULL && engine->is_full)
        return; /* what was dropped is found again when there is room */
    else if (engine->state == ENGINE_RUNNING && status != STATUS_CORRUPT)
        loop_timer_start(engine->loop, &engine->retry,
                         RETRY_MS); /* damage does not heal by itself */
}

/* ---- what the store says of itself ---- */

struct told {
    struct note note;
    struct engine *engine;
    enum store_state state;
    int64_t generation;
};

static void on_told(struct note *note)
{
    struct told *told = (struct told *)(void *)note;
    struct engine *engine = told->engine;
    bool was_full = engine->is_full;
    bool is_new_life = told->generation != engine->told_generation;

    engine->told_state = (int)told->state;
    engine->told_generation = told->generation;
    engine->is_full = told->state == STORE_FULL;
    if (told->state == STORE_DEAD) {
        struct err err = {0};
        err_set(&err, STATUS_IO, "The database cannot be opened again after a failed commit.");
        engine_lose(engine);
        engine->state = ENGINE_DEAD;
        if (engine->options.on_dead)
            engine->options.on_dead(engine->options.owner, &err);
    } else if (is_new_life) {
        engine_lose(engine);
        if (engine->state == ENGINE_LOST && engine->loans == 0)
            engine_recover(engine);
    } else if (was_full && !engine->is_full) {
        log_info("engine", "the disk can be written again");
        engine_recover(engine);
    }
    free(told);
}

void engine_on_state(void *engine_, enum store_state state, int64_t generation)
{
    struct engine *engine = engine_;
    struct told *told = mem_zero(sizeof *told);

    told->note.on_note = on_told;
    told->engine = engine;
    told->state = state;
    told->generation = generation;
    loop_post(engine->loop, &told->note);
}

/* ---- attaching, releases ---- */

/* The active release only: those that open cases are still on are compiled when the first of them
 * wakes, so a start takes as long with fifty releases behind it as with one. */
static int load_active(struct engine *engine, struct reader *reader, struct err *err)
{
    struct arena arena = {0};
    struct release_row *rows;
    const struct edition *edition;
    struct err broken = {0};
    size_t count;
    int64_t active;
    int rc = reader_release_heads(reader, &arena, &rows, &count, &active, err);

    arena_close(&arena);
    if (rc != 0 || active == 0)
        return rc;
    if (edition_load(engine, reader, active, &edition, &broken) != 0) {
        /* this host no longer takes it: its cases park with this reason when they wake */
        log_error("engine", "release %lld cannot be used: %s %s", (long long)active, broken.where,
                  broken.text);
        return 0;
    }
    engine_set_active(engine, edition);
    edition_unref(edition);
    return 0;
}

static int attach_people(struct engine *engine, struct reader *reader, struct err *err)
{
    struct people people;
    int rc = people_read(engine, reader, &people, err);
    if (rc == 0)
        people_take(engine, &people);
    return rc;
}

static int attach_calendars(struct engine *engine, struct reader *reader, struct err *err)
{
    struct arena arena = {0};
    struct calendar_records records;
    int rc = calendar_records_read(reader, &arena, &records, err);
    if (rc == 0)
        calendar_records_take(engine, &records);
    arena_close(&arena);
    return rc;
}

int engine_attach(struct engine *engine, struct store *store, struct err *err)
{
    struct reader *reader;

    engine->store = store;
    engine->told_generation = store_generation(store);
    engine->told_state = STORE_OPEN;
    int rc = reader_open(store, &reader, err);
    if (rc != 0)
        return rc;
    rc = load_active(engine, reader, err);
    if (rc == 0)
        rc = attach_people(engine, reader, err);
    if (rc == 0)
        rc = attach_calendars(engine, reader, err);
    if (rc == 0)
        rc = numbers_load(engine, reader, err);
    if (rc == 0)
        rc = routes_load(engine, reader, err);
    if (rc == 0)
        rc = public_addresses_load(engine, reader, err);
    reader_close(reader);
    return rc;
}
