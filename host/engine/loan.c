/* loan.c - a case lent to a script thread (loan.h).
 *
 * A loan that wrote nothing - only refusals, timers nobody wants - is over when it has run. One
 * that submitted is over when it has run and settled, whichever the loop hears of first. A loan
 * that failed leaves nothing in memory: the casefile is dropped, acts are told, and what waits on
 * disk (timers, messages, ready cases) is found again by engine_recover.
 */
#include "engine/calendars.h"
#include "engine/loan.h"
#include "engine/recalc.h"
#include <stdlib.h>
#include "base/fault.h"
#include "base/log.h"
#include "base/slots.h"
#include "data/canon.h"
#include "engine/dispatches.h"
#include "engine/engaged.h"
#include "engine/hands_watch.h"
#include "engine/inside.h"
#include "engine/row.h"
#include "engine/sending.h"
#include "engine/turn.h"

/* ---- lending (loop thread) ---- */

static struct casefile *casefile_in_hand(struct engine *engine, const struct id *ref)
{
    struct casefile *cf = directory_find(&engine->directory, ref);
    if (cf)
        return cf;
    cf = mem_zero(sizeof *cf);
    cf->engine = engine;
    cf->ref = *ref;
    directory_add(&engine->directory, cf);
    return cf;
}

void casefile_wake(struct engine *engine, const struct id *ref, struct event *event)
{
    struct casefile *cf = casefile_in_hand(engine, ref);
    list_push(&cf->inbox, &event->link);
    casefile_lend(cf);
}

/* Write sets come back to the loop thread when they have settled and go out again from here: made
 * by one thread and freed by another each time, they cost more than what is written into them. */
enum { SPARES_MOST = 256, SPARE_BYTES_MOST = 64 << 10 };

static struct write_set *take_spare(struct engine *engine)
{
    struct list_link *link = list_pop(&engine->spares);
    return link ? LIST_ITEM(link, struct write_set, link) : NULL;
}

static void keep_spare(struct engine *engine, struct write_set *writes)
{
    if (!writes)
        return;
    if (engine->spares.count >= SPARES_MOST || writes->arena.used > SPARE_BYTES_MOST) {
        write_set_close(writes);
        return;
    }
    write_set_clear(writes);
    list_push(&engine->spares, &writes->link);
}

void loans_close(struct engine *engine)
{
    struct write_set *writes;
    while ((writes = take_spare(engine)))
        write_set_close(writes);
}

void casefile_lend(struct casefile *cf)
{
    struct engine *engine = cf->engine;
    struct loan *loan = &cf->loan;

    if (cf->state != CASEFILE_IDLE || list_is_empty(&cf->inbox) || engine->state == ENGINE_LOST ||
        engine->state == ENGINE_DEAD)
        return;
    directory_uncount_idle(&engine->directory, cf);
    *loan = (struct loan){0};
    while (loan->events.count < LOAN_EVENTS_MOST && !list_is_empty(&cf->inbox)) {
        struct event *event = LIST_ITEM(cf->inbox.first, struct event, link);
        if (event->is_alone && !list_is_empty(&loan->events))
            break;
        list_pop(&cf->inbox);
        if ((event->kind == EVENT_START || event->kind == EVENT_MESSAGE) && !event->number)
            event->number = number_reserve(engine, event);
        list_push(&loan->events, &event->link);
        if (event->is_alone)
            break;
    }
    loan->job.run = loan_run;
    loan->job.on_done = on_loan_ran;
    loan->note.on_note = on_loan_settled;
    loan->spare = take_spare(engine);
    loan->editions = editions_ref(engine->editions);
    loan->active = engine->active;
    loan->staff = staff_ref(engine->staff);
    loan->calendars = calendars_ref(engine_calendars(engine));
    loan->is_suspect = engine_suspects(engine, &cf->ref);
    loan->now_ms = loop_now_ms(engine->loop);
    loan->generation = store_generation(engine->store);
    cf->state = CASEFILE_LENT;
    engine->loans++;
    loop_offload(engine->loop, LANE_TURN, &loan->job);
}

/* ---- turns (script thread) ---- */

static int take_turn(struct casefile *cf, struct worker *worker, const struct event *event,
                     struct turn *turn, struct err *err)
{
    turn_init(turn, cf, worker, cf->loan.writes, event);
    return turn_take(cf, event, turn, err);
}

/* What follows by itself: the next stage opens, what ended is heard. */
static int take_following(struct casefile *cf, struct worker *worker, struct err *err)
{
    struct event stage = {.kind = EVENT_STAGE}, go = {.kind = EVENT_GO};
    struct event news = {.kind = EVENT_DISPATCH};
    struct turn turn;
    const char *name;
    int rc = 0;

    for (int i = 0; rc == 0; i++) {
        if (cf->next_stage)
            rc = take_turn(cf, worker, &stage, &turn, err);
        else if ((name = casefile_dispatch_news(cf))) {
            news.key = (char *)name;
            rc = take_turn(cf, worker, &news, &turn, err);
        } else if (i < LOAN_EVENTS_MOST && cf->loan.writes->bytes < LOAN_BYTES_MOST &&
                   cf->is_loaded && cf->row.status == CASE_OPEN &&
                   casefile_has_news(cf, cf->loan.writes->expected_seq))
            rc = take_turn(cf, worker, &go, &turn, err);
        else
            break;
    }
    return rc;
}

/* Is the message that this case begins with still to come? After a commit that failed it may come
 * behind one that was sent later: engine_recover brings both again, in their order. */
static bool birth_is_waiting(const struct casefile *cf, struct reader *reader, int64_t before)
{
    enum { PAGE = 100 };
    struct arena arena = {0};
    struct message_row *rows;
    struct err ignored = {0};
    size_t count = PAGE;
    int64_t after = 0;
    bool is_waiting = false;

    while (!is_waiting && count == PAGE && after < before - 1) {
        if (reader_inbox(reader, after, PAGE, &arena, &rows, &count, &ignored) != 0)
            break;
        for (size_t i = 0; i < count && rows[i].id < before; i++)
            is_waiting = is_waiting || (memcmp(&rows[i].to, &cf->ref, sizeof cf->ref) == 0 &&
                                        message_is_start(&(struct event){.body = rows[i].body}));
        if (count > 0)
            after = rows[count - 1].id;
    }
    arena_close(&arena);
    return is_waiting;
}

/* A message to a case that does not exist (any more) is taken out of the inbox and forgotten. */
static int forget_message(struct casefile *cf, struct worker *worker, const struct event *event)
{
    if (birth_is_waiting(cf, worker->reader, event->message_id))
        return 0;
    struct op *op = write_set_add(cf->loan.writes, OP_TAKE);
    op->number = event->message_id;
    return 0;
}

/* Clocks follow the calendar before anything else happens to the case. */
static int recalc_for(struct casefile *cf, struct worker *worker, const struct event *event,
                      struct err *err)
{
    struct event calendar = {.kind = EVENT_CALENDAR};
    struct turn turn;

    if (event->kind == EVENT_CALENDAR || !cf->is_loaded || !recalc_is_needed(cf))
        return 0;
    return take_turn(cf, worker, &calendar, &turn, err);
}

static int load_for(struct casefile *cf, struct worker *worker, const struct event *event,
                    struct err *err)
{
    if (cf->is_loaded || event->kind == EVENT_START)
        return recalc_for(cf, worker, event, err);
    int rc = casefile_load(cf, worker->reader, err);
    cf->loan.writes->expected_seq = cf->row.seq;
    if (rc == 0)
        return recalc_for(cf, worker, event, err);
    if (rc != STATUS_NOT_FOUND)
        return rc;
    if (event->kind != EVENT_MESSAGE)
        return err_set(err, STATUS_NOT_FOUND, "There is no such case.");
    err_clear(err);
    return 0;
}

static void answer_set(struct act *act, int status, const struct err *err, const struct turn *turn)
{
    act->own.answer.status = status;
    act->own.answer.err = *err;
    act->own.answer.err.status = status;
    act->own.answer.errors = status != 0 && turn ? turn->errors : NULL;
    act->own.answer.reply = status != 0 && turn ? turn->result : NULL;
}

/* The reply is what the row says, so that a repeated key gets the same (engine rule E20). */
static int answer_of_row(struct act *act, const struct casefile *cf, size_t row_index,
                         struct err *err)
{
    struct write_set *writes = cf->loan.writes;
    if (act->has_key) {
        struct op *op = write_set_add(writes, OP_KEY);
        op->number = (int64_t)row_index;
        op->key = (struct key_row){.digest = act->key,
                                   .request = act->request,
                                   .case_ref = cf->ref,
                                   .at = writes->rows[row_index].at};
    }
    return answer_render(&cf->ref, &writes->rows[row_index], &writes->arena, &act->own.answer.reply,
                         err);
}

/* One event of the inbox with all that follows it. Host errors are returned; refusals are not. */
static int take_event(struct casefile *cf, struct worker *worker, struct event *event,
                      struct err *err)
{
    struct act *act = event->act;
    struct turn turn = {0};
    struct err refusal = {0};
    int rc = load_for(cf, worker, event, &refusal);
    size_t row_index = cf->loan.writes->row_count;
    struct op *last_op = cf->loan.writes->last_op;
    bool was_away = !cf->is_loaded || cf->row.status == CASE_CLOSED;

    if (rc == 0 && act && act->has_key)
        rc = once_find(worker->reader, act, cf->loan.writes, cf->loan.now_ms, &refusal);
    if (act && act->own.answer.is_repeated)
        return 0;
    if (rc == 0 && event->kind == EVENT_MESSAGE && !message_is_waiting(cf, worker->reader, event))
        return 0;
    if (rc == 0 && event->kind == EVENT_MESSAGE && !cf->is_loaded && !message_is_start(event))
        return forget_message(cf, worker, event);
    if (rc == 0)
        rc = take_turn(cf, worker, event, &turn, &refusal);
    if (rc != 0 && (!act || turn.is_accepted || rc == STATUS_IO || rc == STATUS_CORRUPT)) {
        if (!turn.is_accepted && !act &&
            (rc == STATUS_NOT_FOUND || rc == STATUS_CLOSED || rc == STATUS_CONFLICT))
            return 0; /* the host's own event came too late */
        *err = refusal;
        return rc;
    }
    if (rc != 0) { /* refused: nothing of it may be written with the others of this loan */
        write_set_rewind(cf->loan.writes, last_op);
        answer_set(act, rc, &refusal, &turn);
        return 0;
    }
    if (act && !turn.is_idle)
        rc = answer_of_row(act, cf, row_index, err);
    if (rc == 0 && !turn.is_idle)
        rc = take_following(cf, worker, err);
    if (rc == 0 && was_away) /* born with clocks of before, or open again: edits passed it by */
        rc = recalc_for(cf, worker, event, err);
    return rc;
}

/* ---- the write set ---- */

static bool casefile_is_ready(struct casefile *cf)
{
    return cf->row.status == CASE_OPEN && casefile_has_news(cf, INT64_MAX);
}

static void put_marks(const struct casefile *cf, struct value *extra, struct arena *arena)
{
    struct value *marks;
    struct err ignored = {0};

    if (!cf->marks.len || canon_read(arena, cf->marks, &marks, &ignored) != 0)
        return;
    value_put(arena, extra, "sealed", value_get(marks, "sealed"));
    value_put(arena, extra, "veil", value_get(marks, "veil"));
}

static struct slice extra_text(const struct casefile *cf, struct arena *arena)
{
    struct value *extra = value_map(arena);
    value_put(arena, extra, "order", value_int(arena, cf->order));
    if (cf->hops)
        value_put(arena, extra, "hops", value_int(arena, cf->hops));
    if (cf->hop_at) /* also once the count begins anew: what waits for the past is known by it */
        value_put(arena, extra, "hop_at", value_int(arena, cf->hop_at));
    if (cf->closed_at)
        value_put(arena, extra, "closed_at", value_int(arena, cf->closed_at));
    if (cf->plays.len)
        value_put(arena, extra, "plays", value_text(arena, cf->plays));
    put_marks(cf, extra, arena);
    return canon_text(arena, extra);
}

static void write_row(struct casefile *cf, struct write_set *writes)
{
    struct arena *arena = &writes->arena;

    cf->row.is_ready = casefile_is_ready(cf);
    writes->row = cf->row;
    writes->row.number = arena_copy(arena, cf->row.number);
    writes->row.workflow = arena_copy(arena, cf->row.workflow);
    writes->row.office = arena_copy(arena, cf->row.office);
    writes->row.stage = arena_copy(arena, cf->row.stage);
    writes->row.outcome = arena_copy(arena, cf->row.outcome);
    writes->row.extra = extra_text(cf, arena);
    parts_flush(&cf->parts, writes);
}

void loan_run(struct job *job, void *worker_)
{
    struct casefile *cf =
        (struct casefile *)(void *)((char *)job - offsetof(struct casefile, loan.job));
    struct loan *loan = &cf->loan;
    struct worker *worker = worker_;
    struct write_set *writes = loan->spare ? loan->spare : write_set_new();
    int rc = 0;

    slots_set(cf->engine->slots, worker->slot, &cf->ref);
    loan->writes = writes;
    loan->spare = NULL;
    cf->moved = NULL;
    writes->has_case = true;
    writes->owner = &loan->note;
    writes->epoch = store_epoch(cf->engine->store);
    writes->generation = loan->generation;
    writes->expected_seq = cf->row.seq;
    if (cf->engine->is_halted)
        rc = err_set(&loan->err, STATUS_UNKNOWN, "The host has stopped.");
    while (rc == 0 && !list_is_empty(&loan->events) && writes->bytes < LOAN_BYTES_MOST) {
        struct event *event = LIST_ITEM(list_pop(&loan->events), struct event, link);
        bool was_parked = cf->row.status == CASE_PARKED, is_retry = event->kind == EVENT_RETRY;
        rc = take_event(cf, worker, event, &loan->err);
        list_push(&loan->taken, &event->link);
        if (cf->row.status == CASE_PARKED && (!was_parked || is_retry))
            break; /* the next retry must find the rows of this loan in the store */
    }
    loan->status = rc;
    if (rc == 0 && writes->has_case && writes->row_count > 0)
        write_row(cf, writes);
    if (writes->row_count == 0)
        writes->has_case = false;
    if (cf->row.status == CASE_CLOSED ||
        (cf->engine->options.evicts_always && !casefile_is_ready(cf)))
        casefile_drop_fiber(cf);
    casefile_compact(cf);
    loan->heap_bytes = cf->fiber ? fiber_heap_bytes(cf->fiber) + cf->stage.arena.used : 0;
    fault_is_set("loan.before_submit");
    slots_clear(cf->engine->slots, worker->slot);
    if (rc == 0 && (writes->row_count > 0 || writes->first_op))
        store_submit(cf->engine->store, writes);
    else
        loan->has_settled = true; /* nothing to wait for */
}

/* ---- coming back (loop thread) ---- */

/* What the host owes others now that it is true: messages, timers, the stream. */
static void open_outbox(struct casefile *cf, struct write_set *writes)
{
    struct engine *engine = cf->engine;

    for (struct op *op = writes->first_op; op; op = op->next) {
        if (op->kind == OP_SEND && engine->telling)
            continue;                                            /* other cases are told, not met */
        if (op->kind == OP_SEND && engine->state != ENGINE_LOST) /* else found again on disk */
            message_deliver(engine, &op->message);
        else if (op->kind == OP_EFFECT)
            outbox_note(engine, &op->effect);
        else if (op->kind == OP_PUT_PART && op->part.due_ms != 0)
            dues_note(engine, op->part.due_ms, &cf->ref, op->part.kind, op->part.key);
    }
    for (size_t i = 0; i < writes->row_count; i++) {
        engine->turns++;
        if (engine->on_turn)
            engine->on_turn(engine->on_turn_owner, writes->rows[i].id, &cf->ref, "turn");
    }
}

/* Did this loan not use the number that was reserved for it? Not known: engine_recover reads the
 * series anew. */
static bool number_is_free(const struct casefile *cf, const char *number, int status,
                           const struct err *err)
{
    if (status == STATUS_UNKNOWN)
        return false;
    if (status != 0)
        return strcmp(err_code(err), "number_taken") != 0;
    return cf->row.seq == 0 ||
           (!slice_is(cf->row.number, number) &&
            !parts_find((struct parts *)&cf->parts, PART_LETTER, slice_of(number)));
}

static void answer_taken(struct casefile *cf, int status, const struct err *err)
{
    struct loan *loan = &cf->loan;

    while (!list_is_empty(&loan->taken)) {
        struct event *event = LIST_ITEM(list_pop(&loan->taken), struct event, link);
        struct act *act = event->act;
        if (event->number && number_is_free(cf, event->number, status, err))
            number_give_back(cf->engine, event->number);
        if (act && status != 0 && act->own.answer.status == 0) {
            act->own.answer = (struct answer){.status = status, .err = *err};
            act->own.answer.err.status = status;
        }
        if (act)
            act_answer(cf->engine, act);
        event_free(event);
    }
}

/* One that the store refuses must not take the others of its loan along (engine rule E3): each is
 * tried once more, alone. False: it was alone already. */
static bool retry_each(struct casefile *cf, const struct err *err)
{
    struct loan *loan = &cf->loan;
    struct list again = {0};

    if (loan->status != STATUS_REFUSED || !loan->has_settled || loan->taken.count < 2)
        return false;
    while (!list_is_empty(&loan->taken)) {
        struct event *event = LIST_ITEM(list_pop(&loan->taken), struct event, link);
        event->is_alone = true;
        if (event->act) /* what was said of it stood on turns that are not there */
            event->act->own.answer = (struct answer){0};
        if (event->number && strcmp(err_code(err), "number_taken") == 0) {
            free(event->number);
            event->number = NULL;
        }
        list_push(&again, &event->link);
    }
    list_append(&again, &loan->events);
    loan->events = again;
    return true;
}

static void put_back_events(struct casefile *cf)
{
    struct list rest = cf->loan.events;
    cf->loan.events = (struct list){0};
    list_append(&rest, &cf->inbox);
    cf->inbox = rest;
}

static void loan_succeeded(struct casefile *cf)
{
    struct write_set *writes = cf->loan.writes;

    if (writes->row_count > 0) {
        cf->row.id = writes->row.id;
        cf->row.head = writes->row.head;
        cf->row.back = writes->row.back;
    }
    engaged_settle(cf->engine->engaged, &cf->ref, writes);
    open_outbox(cf, writes);
}

static const struct err *loan_error(const struct loan *loan)
{
    return loan->status != 0 && loan->err.status == 0 && loan->writes ? &loan->writes->err
                                                                      : &loan->err;
}

/* What nobody may be there to be told. */
static void loan_tell_failure(const struct casefile *cf, int status)
{
    char text[ID_TEXT_LEN + 1];
    if (status != STATUS_UNKNOWN && status != STATUS_FULL)
        log_error("engine", "case %s could not move: %s (%s)", id_to_text(&cf->ref, text),
                  loan_error(&cf->loan)->text, status_code(status));
}

/* One compiled for this case serves the next too. */
static void give_back_editions(struct casefile *cf)
{
    if (cf->edition)
        engine_keep_edition(cf->engine, cf->edition);
    editions_unref(cf->loan.editions);
    cf->loan.editions = NULL;
    cf->loan.active = NULL;
    staff_unref(cf->loan.staff);
    cf->loan.staff = NULL;
    calendars_unref(cf->loan.calendars);
    cf->loan.calendars = NULL;
    engine_trim_editions(cf->engine);
}

static void loan_finish(struct casefile *cf)
{
    struct engine *engine = cf->engine;
    struct loan *loan = &cf->loan;
    struct write_set *writes = loan->writes;
    int status = loan->status;

    fault_is_set("loan.before_outbox");
    if (status == 0)
        loan_succeeded(cf);
    fault_is_set("loan.before_answer");
    if (status == 0 && loan->is_suspect && cf->row.status == CASE_PARKED)
        engine_trust(engine, &cf->ref); /* parked on disk now: what comes next is a person's word */
    if (status != 0) {
        engaged_settle(engine->engaged, &cf->ref, NULL);
        loan_tell_failure(cf, status);
    }
    if (!retry_each(cf, loan_error(loan)))
        answer_taken(cf, status, loan_error(loan));
    put_back_events(cf);
    keep_spare(engine, writes);
    loan->writes = NULL;
    engine->loans--;
    bool looks_again = status == 0 && recalc_is_due(cf); /* an edit came meanwhile */
    bool asks_again = status == 0 && hands_watch_is_due(cf);
    give_back_editions(cf);
    if (status != 0) {
        casefile_drop(cf);
        engine_loan_failed(engine, status); /* may free idle casefiles; this one is still lent */
    }
    cf->state = CASEFILE_IDLE;
    if (engine->state == ENGINE_LOST) {
        casefile_answer_waiting(cf);
    } else if (cf->is_loaded && cf->row.is_ready) {
        struct event *go = event_new(EVENT_GO);
        list_push(&cf->inbox, &go->link);
    }
    if (looks_again && engine->state == ENGINE_RUNNING) {
        struct event *calendar = event_new(EVENT_CALENDAR);
        list_push(&cf->inbox, &calendar->link);
    }
    if (asks_again && engine->state == ENGINE_RUNNING) {
        struct event *hands = event_new(EVENT_HANDS);
        list_push(&cf->inbox, &hands->link);
    }
    if (!list_is_empty(&cf->inbox))
        casefile_lend(cf);
    else
        engine_put_away(engine, cf, loan->heap_bytes);
    engine_after_loan(engine);
}

void on_loan_ran(struct job *job)
{
    struct casefile *cf =
        (struct casefile *)(void *)((char *)job - offsetof(struct casefile, loan.job));
    cf->loan.has_run = true;
    if (cf->loan.has_settled)
        loan_finish(cf);
}

void on_loan_settled(struct note *note)
{
    struct casefile *cf =
        (struct casefile *)(void *)((char *)note - offsetof(struct casefile, loan.note));
    cf->loan.has_settled = true;
    cf->loan.status = cf->loan.writes->status;
    if (cf->loan.has_run)
        loan_finish(cf);
}
