/* hands_watch.c - open tasks looked at again when people have changed (hands_watch.h).
 *
 * H1. Whatever commits before a page is read is seen by the page; whatever was lent before people
 *     changed and commits later asks for itself (hands_watch_is_due). So nothing falls between.
 * H2. A change during a look makes one more look, whole, and never begins the present one anew: the
 *     last case is reached however often people change.
 * H3. A page wakes PAGE cases at most, and the next is not read while UNDER_WAY_MOST loans are out,
 *     for PAUSE_MS at a time: a county whose only clerk has left is told of it a few thousand cases
 *     a second, between the turns of everybody else.
 *
 * A page asks the same as the turn does (hands_differ), on a casefile of its own that is never
 * lent: rows only, no script, no release.
 */
#include "engine/hands_watch.h"

#include <stdlib.h>
#include "base/log.h"
#include "engine/calendars.h"
#include "engine/hands.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "store/office.h"

enum {
    PAGE = 64,
    UNDER_WAY_MOST = 128,
    PAUSE_MS = 20,
    RETRY_MS = 1000,
    HOUR_MS = 3600 * 1000,
    GAP_MS = 10 * 60 * 1000, /* between looks that nothing but the time asks for */
};

struct hands_page {
    struct job job;
    struct engine *engine;
    struct staff *staff;          /* counted */
    const struct edition *active; /* counted; NULL: none */
    int64_t now_ms, after;
    struct id found[PAGE];
    size_t count, seen;
    int status;
    struct err err;
};

/* ---- one page (shadow thread) ---- */

static struct casefile *casefile_to_look_at(struct hands_page *page, const struct id *ref)
{
    struct casefile *cf = mem_zero(sizeof *cf);
    cf->engine = page->engine;
    cf->ref = *ref;
    cf->loan.staff = staff_ref(page->staff);
    cf->loan.active = page->active;
    cf->loan.now_ms = page->now_ms;
    return cf;
}

static int look_at(struct hands_page *page, struct reader *reader, const struct id *ref,
                   struct err *err)
{
    struct casefile *cf = casefile_to_look_at(page, ref);
    struct arena arena = {0};
    int rc = casefile_load_rows(cf, reader, err);

    if (rc == 0) {
        struct turn turn = {.cf = cf, .engine = page->engine, .arena = &arena};
        turn.at = page->now_ms > cf->row.at ? page->now_ms : cf->row.at;
        if (hands_differ(&turn))
            page->found[page->count++] = *ref;
    }
    arena_close(&arena);
    casefile_free(cf);
    if (rc != STATUS_NOT_FOUND)
        return rc;
    err_clear(err);
    return 0;
}

static void page_run(struct job *job, void *worker_)
{
    struct hands_page *page = (struct hands_page *)(void *)job;
    struct worker *worker = worker_;
    struct arena arena = {0};
    struct case_row *rows;
    int rc =
        reader_tasked(worker->reader, page->after, PAGE, &arena, &rows, &page->seen, &page->err);

    for (size_t i = 0; rc == 0 && i < page->seen && !page->engine->is_halted; i++) {
        rc = look_at(page, worker->reader, &rows[i].ref, &page->err);
        page->after = rows[i].id;
    }
    page->status = rc;
    arena_close(&arena);
}

/* ---- one look (loop thread) ---- */

static void next_page(struct engine *engine);

static bool is_looking(const struct engine *engine)
{
    return engine->state == ENGINE_RUNNING && !engine->is_full;
}

static void on_pause(struct loop_timer *timer)
{
    struct engine *engine = timer->owner;
    next_page(engine);
}

static void pause(struct engine *engine, int64_t delay_ms)
{
    struct hands_watch *watch = &engine->hands;
    watch->state = HANDS_PAUSED;
    watch->pause.on_timer = on_pause;
    watch->pause.owner = engine;
    loop_timer_start(engine->loop, &watch->pause, delay_ms);
}

static void wait_for_next(struct engine *engine);

static void start_look(struct engine *engine)
{
    struct hands_watch *watch = &engine->hands;
    watch->is_again = false;
    watch->after = 0;
    watch->looked = watch->told = 0;
    watch->looked_ms = loop_now_ms(engine->loop);
    wait_for_next(engine);
    next_page(engine);
}

static void end_look(struct engine *engine)
{
    struct hands_watch *watch = &engine->hands;
    watch->state = HANDS_RESTING;
    if (watch->told)
        log_info("hands", "people have changed: %llu of %llu cases with open tasks were told so",
                 (unsigned long long)watch->told, (unsigned long long)watch->looked);
    if (watch->is_again && is_looking(engine))
        start_look(engine);
}

static void page_done(struct job *job)
{
    struct hands_page *page = (struct hands_page *)(void *)job;
    struct engine *engine = page->engine;
    struct hands_watch *watch = &engine->hands;
    bool has_failed = page->status != 0, is_last = page->seen < PAGE;

    if (has_failed && is_looking(engine))
        log_warn("hands", "open tasks could not be looked at: %s", page->err.text);
    for (size_t i = 0; is_looking(engine) && i < page->count; i++)
        casefile_wake(engine, &page->found[i], event_new(EVENT_HANDS));
    watch->looked += page->seen;
    watch->told += page->count;
    watch->after = page->after;
    staff_unref(page->staff);
    edition_unref(page->active);
    free(page);
    if (has_failed)
        pause(engine, RETRY_MS);
    else if (is_last)
        end_look(engine);
    else if (engine->loans > UNDER_WAY_MOST)
        pause(engine, PAUSE_MS);
    else
        next_page(engine);
}

static void next_page(struct engine *engine)
{
    struct hands_watch *watch = &engine->hands;

    if (!is_looking(engine)) {
        watch->state = HANDS_RESTING;
        return;
    }
    struct hands_page *page = mem_zero(sizeof *page);
    page->job.run = page_run;
    page->job.on_done = page_done;
    page->engine = engine;
    page->staff = staff_ref(engine->staff);
    page->active = engine->active ? edition_ref(engine->active) : NULL;
    page->now_ms = loop_now_ms(engine->loop);
    page->after = watch->after;
    watch->state = HANDS_READING;
    loop_offload(engine->loop, LANE_SHADOW, &page->job);
}

void hands_watch_begin(struct engine *engine)
{
    struct hands_watch *watch = &engine->hands;

    bool was_anybody = !staff_is_empty(engine->staff) || engine->people.left_count > 0;

    if (engine->options.skips_sweep || engine->telling || !is_looking(engine) || !was_anybody)
        return;
    if (watch->state != HANDS_RESTING) {
        watch->is_again = true;
        return;
    }
    start_look(engine);
}

bool hands_watch_rests(const struct engine *engine)
{
    return engine->hands.state == HANDS_RESTING;
}

/* ---- what changes by itself ---- */

int64_t hands_watch_next_ms(const struct engine *engine, int64_t most_ms)
{
    int64_t next_ms = staff_next_change(engine->staff, engine->hands.looked_ms);
    if (next_ms < INT64_MAX && next_ms < engine->hands.looked_ms + GAP_MS)
        next_ms = engine->hands.looked_ms + GAP_MS;
    return engine->hands.looked_ms > 0 && next_ms < most_ms ? next_ms : most_ms;
}

/* Also when the clock was set back: what lies between is still to come then. */
static void look_if_time(struct engine *engine)
{
    int64_t now_ms = loop_now_ms(engine->loop);
    if (engine->hands.looked_ms > 0 &&
        (now_ms < engine->hands.looked_ms || hands_watch_next_ms(engine, INT64_MAX) <= now_ms))
        hands_watch_begin(engine);
}

static void on_next(struct loop_timer *timer)
{
    struct engine *engine = timer->owner;
    look_if_time(engine);
    if (hands_watch_rests(engine))
        wait_for_next(engine);
}

/* An hour at most: a machine that slept has slept the timer's time too. */
static void wait_for_next(struct engine *engine)
{
    struct hands_watch *watch = &engine->hands;
    int64_t next_ms = hands_watch_next_ms(engine, INT64_MAX);
    int64_t delay_ms = next_ms - loop_now_ms(engine->loop);

    loop_timer_stop(engine->loop, &watch->next);
    if (next_ms == INT64_MAX || engine->state != ENGINE_RUNNING)
        return;
    watch->next.on_timer = on_next;
    watch->next.owner = engine;
    loop_timer_start(engine->loop, &watch->next,
                     delay_ms > HOUR_MS ? HOUR_MS
                     : delay_ms > 0     ? delay_ms
                                        : 0);
}

void hands_watch_follow_clock(struct engine *engine)
{
    look_if_time(engine);
}

void hands_watch_stop(struct engine *engine)
{
    loop_timer_stop(engine->loop, &engine->hands.next);
    loop_timer_stop(engine->loop, &engine->hands.pause);
    if (engine->hands.state == HANDS_PAUSED)
        engine->hands.state = HANDS_RESTING;
}

/* ---- loans of before ---- */

bool hands_watch_is_due(struct casefile *cf)
{
    struct engine *engine = cf->engine;
    const struct part *part;
    bool has_changed =
        cf->loan.staff != engine->staff || cf->loan.calendars != engine_calendars(engine) ||
        staff_next_change(engine->staff, cf->loan.now_ms) <= loop_now_ms(engine->loop);

    if (!has_changed || engine->options.skips_sweep || engine->telling || !cf->is_loaded ||
        cf->row.status == CASE_CLOSED)
        return false;
    for (size_t i = 0; (part = parts_next(&cf->parts, PART_TASK, &i));)
        if (part_is_live(part))
            return true;
    return false;
}
