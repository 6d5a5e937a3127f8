/* due.c - timers at wall-clock times (due.h). */
#include "engine/due.h"
#include <stdlib.h>
#include "base/log.h"
#include "engine/inside.h"
#include "engine/recover.h"

enum {
    DUES_PAGE = 4096,
    DUES_A_TICK = 4096,
    JUMP_TOLD_MS = 60 * 1000,
    JUMP_HELD_MS = 3600 * 1000,
    HOLD_MS = 10 * 60 * 1000,
    HOLD_TICK_MS = 1000,
    RETRY_MS = 1000,
    OFFSET_TOLD_MS = 1000,
};

struct due_item {
    int64_t due_ms;
    uint64_t number; /* keeps the order of what is due at once */
    struct id ref;
    enum part_kind kind;
    char key[];
};

struct due_read {
    struct read read;
    struct due_row after;
    bool has_after;
    int64_t until;
    uint64_t round;
    struct due_row *rows;
    size_t count;
};

static void dues_tick(struct engine *engine);

static bool is_before(const void *a, const void *b)
{
    const struct due_item *left = a, *right = b;
    if (left->due_ms != right->due_ms)
        return left->due_ms < right->due_ms;
    return left->number < right->number;
}

static void on_timer(struct loop_timer *timer)
{
    dues_tick(timer->owner);
}

void dues_follow_clock(struct engine *engine)
{
    if (engine->dues.is_started)
        dues_tick(engine);
}

int64_t dues_next_ms(const struct engine *engine, int64_t most_ms)
{
    const struct due_item *first = heap_first(&engine->dues.heap);
    int64_t next = engine->dues.until < most_ms ? engine->dues.until : most_ms;

    return first && first->due_ms < next ? first->due_ms : next;
}

static void on_clock_set(void *owner)
{
    dues_follow_clock(owner);
    hands_watch_follow_clock(owner);
}

void dues_open(struct engine *engine)
{
    struct dues *dues = &engine->dues;
    dues->heap.is_before = is_before;
    dues->timer.on_timer = on_timer;
    dues->timer.owner = engine;
    loop_on_clock_set(engine->loop, on_clock_set, engine);
}

static void dues_empty(struct dues *dues)
{
    void *item;
    while ((item = heap_pop(&dues->heap)))
        free(item);
}

void dues_close(struct engine *engine)
{
    dues_empty(&engine->dues);
    heap_close(&engine->dues.heap);
    free((void *)engine->dues.cursor.key.bytes);
    engine->dues.cursor.key = (struct slice){0};
}

void dues_stop(struct engine *engine)
{
    if (!engine->dues.is_started)
        return;
    loop_timer_stop(engine->loop, &engine->dues.timer);
    engine->dues.is_started = false;
}

void dues_restart(struct engine *engine)
{
    struct dues *dues = &engine->dues;
    struct wallclock *clock = loop_wallclock(engine->loop);

    dues_empty(dues);
    dues->round++;
    dues->until = 0;
    dues->has_cursor = false;
    if (!dues->is_started) {
        dues->last_wall = clock->now_ms(clock);
        dues->last_boot = clock->boot_ms(clock);
        dues->has_told = engine->options.is_offset_known;
        dues->told_offset = engine->options.clock_offset_ms;
        if (dues->has_told)
            dues->last_wall = dues->last_boot + dues->told_offset;
    }
    dues->is_started = true;
    dues_tick(engine);
}

static void push_item(struct dues *dues, int64_t due_ms, const struct id *ref, enum part_kind kind,
                      struct slice key)
{
    struct due_item *item = mem_alloc(sizeof *item + key.len + 1);
    item->due_ms = due_ms;
    item->number = dues->next_number++;
    item->ref = *ref;
    item->kind = kind;
    memcpy(item->key, key.bytes, key.len);
    item->key[key.len] = '\0';
    heap_push(&dues->heap, item);
}

static void set_timer(struct engine *engine)
{
    struct dues *dues = &engine->dues;
    const struct due_item *first = heap_first(&dues->heap);
    int64_t now = loop_now_ms(engine->loop), delay = engine->options.near_ms / 2;

    if (first && first->due_ms - now < delay)
        delay = first->due_ms - now;
    if (dues->hold_until_boot != 0 || engine->is_full)
        delay = HOLD_TICK_MS; /* to end it in time, and not to spin on what is due */
    loop_timer_start(engine->loop, &dues->timer, delay < 0 ? 0 : delay);
}

void dues_note(struct engine *engine, int64_t due_ms, const struct id *ref, enum part_kind kind,
               struct slice key)
{
    struct dues *dues = &engine->dues;
    const struct due_item *first = heap_first(&dues->heap);

    if (!dues->is_started || due_ms > dues->until)
        return;
    push_item(dues, due_ms, ref, kind, key);
    if (!first || due_ms < first->due_ms)
        set_timer(engine);
}

/* ---- reading ahead ---- */

static int read_run(struct read *read, struct engine *engine, struct reader *reader,
                    struct err *err)
{
    struct due_read *ahead = (struct due_read *)(void *)read;
    (void)engine;
    return reader_due(reader, ahead->has_after ? &ahead->after : NULL, ahead->until, DUES_PAGE,
                      &read->arena, &ahead->rows, &ahead->count, err);
}

static void remember_cursor(struct dues *dues, const struct due_row *row)
{
    free((void *)dues->cursor.key.bytes);
    dues->cursor = *row;
    dues->cursor.key = (struct slice){.bytes = mem_copy_text(row->key.bytes), .len = row->key.len};
    dues->has_cursor = true;
}

static void take_page(struct dues *dues, const struct due_read *ahead)
{
    for (size_t i = 0; i < ahead->count; i++)
        push_item(dues, ahead->rows[i].due_ms, &ahead->rows[i].case_ref, ahead->rows[i].kind,
                  ahead->rows[i].key);
    if (ahead->count > 0)
        remember_cursor(dues, &ahead->rows[ahead->count - 1]);
    if (ahead->count == DUES_PAGE) /* a full page: what is beyond it was not read */
        dues->until = ahead->rows[ahead->count - 1].due_ms;
}

/* A page read for a round before the restart would carry the cursor past timers of this one. A page
 * that could not be read is read again, a second later. */
static void read_done(struct read *read)
{
    struct due_read *ahead = (struct due_read *)(void *)read;
    struct engine *engine = read->engine;
    struct dues *dues = &engine->dues;
    bool is_failed = read->status != 0;

    dues->is_reading = false;
    if (read->status == STATUS_CORRUPT)
        engine_damaged(engine, &read->err);
    if (ahead->round == dues->round && is_failed)
        dues->until = dues->has_cursor ? dues->cursor.due_ms : 0;
    else if (ahead->round == dues->round && dues->is_started)
        take_page(dues, ahead);
    arena_close(&read->arena);
    free(ahead);
    if (dues->is_started && is_failed)
        loop_timer_start(engine->loop, &dues->timer, RETRY_MS);
    else if (dues->is_started)
        dues_tick(engine);
}

static void read_ahead(struct engine *engine)
{
    struct dues *dues = &engine->dues;
    int64_t wanted = loop_now_ms(engine->loop) + engine->options.near_ms;

    if (dues->is_reading || wanted - dues->until < engine->options.near_ms / 2 ||
        engine->state != ENGINE_RUNNING || dues->heap.count > 4 * DUES_PAGE)
        return;
    struct due_read *ahead = mem_zero(sizeof *ahead);
    ahead->read.run = read_run;
    ahead->read.on_done = read_done;
    ahead->until = wanted;
    ahead->round = dues->round;
    ahead->has_after = dues->has_cursor;
    if (dues->has_cursor) {
        ahead->after = dues->cursor;
        ahead->after.key = arena_copy(&ahead->read.arena, dues->cursor.key);
    }
    dues->is_reading = true;
    dues->until = wanted; /* what is written from now on is noted, read or not */
    engine_read(engine, &ahead->read);
}

/* ---- the clock jumps ---- */

static void tell_offset(struct engine *engine)
{
    struct dues *dues = &engine->dues;
    int64_t offset = dues->last_wall - dues->last_boot;

    if (dues->hold_until_boot != 0 || !engine->options.on_clock_trusted ||
        (dues->has_told && llabs(offset - dues->told_offset) < OFFSET_TOLD_MS))
        return;
    dues->has_told = true;
    dues->told_offset = offset;
    engine->options.on_clock_trusted(engine->options.owner, offset);
}

static void watch_clock(struct engine *engine)
{
    struct dues *dues = &engine->dues;
    struct wallclock *clock = loop_wallclock(engine->loop);
    int64_t wall = clock->now_ms(clock), boot = clock->boot_ms(clock);
    int64_t jump = (wall - dues->last_wall) - (boot - dues->last_boot);

    dues->last_wall = wall;
    dues->last_boot = boot;
    if (llabs(jump) > JUMP_TOLD_MS)
        log_warn("engine", "the wall clock was set %s by %lld s", jump > 0 ? "forward" : "back",
                 (long long)(llabs(jump) / 1000));
    if (jump > JUMP_HELD_MS) {
        dues->hold_until_boot = boot + HOLD_MS;
        dues->jumped_ms += jump;
        log_error("engine", "timers hold for ten minutes: is the date right? `comity clock accept` "
                            "goes on now, `comity clock wait` holds ten minutes more");
    } else if (dues->hold_until_boot != 0 && jump < -JUMP_TOLD_MS) {
        dues->jumped_ms += jump;
        if (dues->jumped_ms < JUMP_HELD_MS)
            dues_accept_jump(engine);
    }
    if (dues->hold_until_boot != 0 && boot >= dues->hold_until_boot)
        dues_accept_jump(engine);
    tell_offset(engine);
}

bool dues_is_holding(const struct engine *engine)
{
    return engine->dues.hold_until_boot != 0;
}

void dues_accept_jump(struct engine *engine)
{
    if (engine->dues.hold_until_boot == 0)
        return;
    engine->dues.hold_until_boot = 0;
    engine->dues.jumped_ms = 0;
    log_info("engine", "timers go on");
    set_timer(engine);
}

void dues_extend_hold(struct engine *engine)
{
    struct wallclock *clock = loop_wallclock(engine->loop);
    if (engine->dues.hold_until_boot != 0)
        engine->dues.hold_until_boot = clock->boot_ms(clock) + HOLD_MS;
}

/* ---- firing ---- */

static void fire(struct engine *engine, const struct due_item *item)
{
    struct event *event = event_new(EVENT_DUE);
    event->part_kind = item->kind;
    event->due_ms = item->due_ms;
    event->key = mem_copy_text(item->key);
    casefile_wake(engine, &item->ref, event);
}

static void dues_tick(struct engine *engine)
{
    struct dues *dues = &engine->dues;
    int64_t now = loop_now_ms(engine->loop);
    int fired = 0;

    watch_clock(engine);
    if (engine->state == ENGINE_RUNNING && dues->hold_until_boot == 0 && !engine->is_full) {
        const struct due_item *first;
        while ((first = heap_first(&dues->heap)) && first->due_ms <= now && fired++ < DUES_A_TICK) {
            struct due_item *item = heap_pop(&dues->heap);
            fire(engine, item);
            free(item);
        }
    }
    read_ahead(engine);
    set_timer(engine);
}
