/* outbox.c - which effect is tried next, and when (sending.h, outbox.h).
 *
 * Each target has a heap of what waits for it, so that one that does not answer holds up nobody
 * else: its breaker closes the whole heap at once. One timer stands for the earliest of all. At
 * most IN_FLIGHT_MOST attempts are under way, PER_TARGET_MOST of them to one target.
 *
 * What memory does not take (ITEMS_MOST) stays on disk and is read when half of it has gone.
 */
#include "engine/outbox.h"
#include <stdlib.h>
#include "base/log.h"
#include "engine/recover.h"
#include "engine/sending.h"
#include "store/office.h"

enum {
    IN_FLIGHT_MOST = 8,
    PER_TARGET_MOST = 4,
    ITEMS_MOST = 100 * 1000,
    PAGE = 1000,
    AGAIN_MS = 1000,
    LOOK_MS = 60 * 1000,
};

static bool is_before(const void *a, const void *b)
{
    const struct outbox_item *left = a, *right = b;
    if (left->next_at != right->next_at)
        return left->next_at < right->next_at;
    return left->number < right->number;
}

static void tick(struct outbox *outbox);

static void on_timer(struct loop_timer *timer)
{
    tick(timer->owner);
}

void outbox_open(struct engine *engine)
{
    struct outbox *outbox = mem_zero(sizeof *outbox);
    outbox->engine = engine;
    outbox->timer.on_timer = on_timer;
    outbox->timer.owner = outbox;
    engine->outbox = outbox;
}

static void empty(struct outbox *outbox)
{
    void *item;
    for (struct outbox_target *target = outbox->targets; target; target = target->next)
        while ((item = heap_pop(&target->items)))
            free(item);
    outbox->item_count = 0;
    outbox->has_more = false;
}

void outbox_close(struct engine *engine)
{
    struct outbox *outbox = engine->outbox;
    if (!outbox)
        return;
    empty(outbox);
    while (!list_is_empty(&outbox->under_way))
        sending_free(LIST_ITEM(list_pop(&outbox->under_way), struct sending, link));
    while (outbox->targets) {
        struct outbox_target *target = outbox->targets;
        outbox->targets = target->next;
        heap_close(&target->items);
        free(target->name);
        free(target);
    }
    free(outbox);
    engine->outbox = NULL;
}

static struct outbox_target *target_of(struct outbox *outbox, struct slice name)
{
    struct outbox_target *target = outbox->targets;
    while (target && !slice_is(name, target->name))
        target = target->next;
    if (target)
        return target;
    target = mem_zero(sizeof *target);
    target->name = mem_alloc(name.len + 1);
    memcpy(target->name, name.bytes, name.len);
    target->name[name.len] = '\0';
    target->items.is_before = is_before;
    target->next = outbox->targets;
    outbox->targets = target;
    return target;
}

static void push(struct outbox *outbox, struct outbox_target *target, const struct id *ref,
                 int64_t next_at)
{
    if (outbox->item_count >= ITEMS_MOST) {
        outbox->has_more = true;
        return;
    }
    struct outbox_item *item = mem_zero(sizeof *item);
    item->next_at = next_at;
    item->number = outbox->next_number++;
    item->ref = *ref;
    heap_push(&target->items, item);
    outbox->item_count++;
}

/* Does the engine send at all? Rehearsals and retellings never do. */
static bool sends(const struct engine *engine)
{
    return engine->outbox && engine->options.sender && !engine->telling;
}

void outbox_note(struct engine *engine, const struct effect_row *row)
{
    if (!sends(engine) || !engine->outbox->is_running || row->status != EFFECT_PENDING)
        return;
    push(engine->outbox, target_of(engine->outbox, row->target), &row->ref, row->next_at);
    outbox_wake(engine);
}

void outbox_wake(struct engine *engine)
{
    if (sends(engine) && engine->outbox->is_running)
        loop_timer_start(engine->loop, &engine->outbox->timer, 0);
}

/* ---- what waits on disk ---- */

struct pending_read {
    struct read read;
    struct outbox *outbox;
    uint64_t round;
    struct effect_span span;
    struct effect_row *rows;
    size_t count;
};

static void read_page(struct outbox *outbox, const struct effect_span *span);

static int read_run(struct read *read, struct engine *engine, struct reader *reader,
                    struct err *err)
{
    struct pending_read *page = (struct pending_read *)(void *)read;
    (void)engine;
    return reader_effects(reader, &page->span, &read->arena, &page->rows, &page->count, err);
}

static void take_page(struct outbox *outbox, struct pending_read *page)
{
    for (size_t i = 0; i < page->count; i++)
        push(outbox, target_of(outbox, page->rows[i].target), &page->rows[i].ref,
             page->rows[i].next_at);
    if (page->count < PAGE || outbox->item_count >= ITEMS_MOST) {
        tick(outbox);
        return;
    }
    struct effect_span next = page->span;
    next.after_next_at = page->rows[page->count - 1].next_at;
    next.after_id = page->rows[page->count - 1].id;
    read_page(outbox, &next);
}

static void read_done(struct read *read)
{
    struct pending_read *page = (struct pending_read *)(void *)read;
    struct outbox *outbox = page->outbox;

    outbox->is_reading = false;
    if (read->status == STATUS_CORRUPT)
        engine_damaged(read->engine, &read->err);
    bool is_current = outbox->is_running && page->round == outbox->round;
    if (is_current && read->status == 0)
        take_page(outbox, page);
    else if (outbox->is_running) { /* another round has begun meanwhile, or it failed: anew */
        outbox->has_more = true;
        loop_timer_start(read->engine->loop, &outbox->timer, AGAIN_MS);
    }
    arena_close(&read->arena);
    free(page);
}

static void read_page(struct outbox *outbox, const struct effect_span *span)
{
    struct pending_read *page = mem_zero(sizeof *page);
    page->outbox = outbox;
    page->round = outbox->round;
    page->span = *span;
    page->read.run = read_run;
    page->read.on_done = read_done;
    outbox->is_reading = true;
    engine_read(outbox->engine, &page->read);
}

static void read_pending(struct outbox *outbox)
{
    const struct effect_span all = {
        .status = EFFECT_PENDING, .until_ms = INT64_MAX, .limit = PAGE, .after_next_at = INT64_MIN};
    empty(outbox);
    outbox->round++;
    if (outbox->is_reading)
        outbox->has_more = true;
    else
        read_page(outbox, &all);
}

void outbox_restart(struct engine *engine)
{
    if (!sends(engine))
        return;
    engine->outbox->is_running = true;
    read_pending(engine->outbox);
}

/* What came back and cannot be written goes out again in the next life, under the same key. */
static void let_go_unsettled(struct outbox *outbox)
{
    for (struct list_link *link = outbox->under_way.first, *next; link; link = next) {
        struct sending *sending = LIST_ITEM(link, struct sending, link);
        next = link->next;
        if (sending->must_settle)
            sending_ended(sending, 0);
    }
}

void outbox_stop(struct engine *engine)
{
    if (!sends(engine))
        return;
    engine->outbox->is_running = false;
    loop_timer_stop(engine->loop, &engine->outbox->timer);
    let_go_unsettled(engine->outbox);
    if (engine->options.sender->stop && outbox_is_busy(engine))
        engine->options.sender->stop(engine->options.sender->owner);
}

bool outbox_is_busy(const struct engine *engine)
{
    return engine->outbox && !list_is_empty(&engine->outbox->under_way);
}

/* ---- sending ---- */

static bool is_under_way(const struct outbox *outbox, const struct id *ref)
{
    for (struct list_link *link = outbox->under_way.first; link; link = link->next)
        if (id_is_equal(&LIST_ITEM(link, struct sending, link)->ref, ref))
            return true;
    return false;
}

static void send_first(struct outbox *outbox, struct outbox_target *target, int64_t now)
{
    struct outbox_item *item = heap_pop(&target->items);

    if (is_under_way(outbox, &item->ref)) { /* read anew while it was sent */
        item->next_at = now + AGAIN_MS;
        heap_push(&target->items, item);
        return;
    }
    outbox->item_count--;
    breaker_take(&target->breaker, now);
    target->under_way++;
    sending_begin(outbox, target, &item->ref);
    free(item);
}

/* When there may be something to do for the target; INT64_MAX: when one of it has come back. */
static int64_t target_due(const struct outbox_target *target)
{
    const struct outbox_item *first = heap_first(&target->items);
    int64_t opens_at = breaker_opens_at(&target->breaker);

    if (!first || target->under_way >= PER_TARGET_MOST || target->breaker.is_probing)
        return INT64_MAX;
    return first->next_at > opens_at ? first->next_at : opens_at;
}

static void set_timer(struct outbox *outbox, int64_t now)
{
    int64_t next = now + LOOK_MS;

    if (outbox->under_way.count < IN_FLIGHT_MOST)
        for (struct outbox_target *target = outbox->targets; target; target = target->next)
            next = target_due(target) < next ? target_due(target) : next;
    if (dues_is_holding(outbox->engine) || outbox->engine->is_full)
        next = now + AGAIN_MS;
    loop_timer_start(outbox->engine->loop, &outbox->timer, next > now ? next - now : 0);
}

/* What came back while it could not be written. */
static void settle_again(struct outbox *outbox)
{
    struct list_link *link = outbox->under_way.first, *next;
    for (; link; link = next) {
        struct sending *sending = LIST_ITEM(link, struct sending, link);
        next = link->next;
        if (sending->must_settle)
            sending_retry(sending);
    }
}

static void tick(struct outbox *outbox)
{
    struct engine *engine = outbox->engine;
    int64_t now = loop_now_ms(engine->loop);

    if (!outbox->is_running)
        return;
    if (engine->state == ENGINE_RUNNING && !engine->is_full && !dues_is_holding(engine)) {
        settle_again(outbox);
        if (outbox->has_more && !outbox->is_reading && outbox->item_count < ITEMS_MOST / 2)
            read_pending(outbox);
        for (struct outbox_target *target = outbox->targets; target; target = target->next)
            while (outbox->under_way.count < IN_FLIGHT_MOST && target_due(target) <= now &&
                   breaker_may_send(&target->breaker, now))
                send_first(outbox, target, now);
    }
    set_timer(outbox, now);
}

static void leave(struct outbox *outbox, const struct sending *gone)
{
    struct list rest = {0};
    while (!list_is_empty(&outbox->under_way)) {
        struct list_link *link = list_pop(&outbox->under_way);
        if (link != &gone->link)
            list_push(&rest, link);
    }
    outbox->under_way = rest;
}

void sending_ended(struct sending *sending, int64_t next_at)
{
    struct outbox *outbox = sending->engine->outbox;
    struct engine *engine = sending->engine;

    leave(outbox, sending);
    sending->target->under_way--;
    sending->target->breaker.is_probing = false; /* noted, or nothing was tried */
    if (next_at != 0 && outbox->is_running)
        push(outbox, sending->target, &sending->ref, next_at);
    sending_free(sending);
    if (outbox->is_running)
        outbox_wake(engine);
    engine_after_loan(engine);
}
