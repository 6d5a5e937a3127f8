/* advance.c - the time of a training office (advance.h).
 *
 * The clock is moved only while nothing runs, and never past a timer that has not been heard, so
 * the journal of a case shows each step at the moment the office's clock showed then. Timers are
 * read ahead a day instead of a minute meanwhile: a quiet month is thirty steps.
 */
#include "engine/advance.h"

#include "engine/inside.h"
#include "engine/sending.h"

enum { LOOK_MS = 1 };

bool engine_may_advance(const struct engine *engine)
{
    return engine->options.move_clock != NULL;
}

static void finish(struct engine *engine, int status)
{
    struct advance *advance = &engine->advance;

    advance->state = ADVANCE_IDLE;
    engine->options.near_ms = advance->near_ms;
    loop_timer_stop(engine->loop, &advance->timer);
    advance->on_done(advance->owner, status);
}

static bool is_settled(struct engine *engine)
{
    return engine->state == ENGINE_RUNNING && engine->loans == 0 && engine->unsettled == 0 &&
           !engine->is_full && !engine->dues.is_reading && hands_watch_rests(engine) &&
           dues_next_ms(engine, INT64_MAX) > loop_now_ms(engine->loop);
}

static void step(struct engine *engine)
{
    struct advance *advance = &engine->advance;

    int64_t to_ms = hands_watch_next_ms(engine, dues_next_ms(engine, advance->to_ms));
    engine->options.move_clock(engine->options.owner, to_ms);
    advance->state = ADVANCE_MOVED;
}

static void on_timer(struct loop_timer *timer)
{
    struct engine *engine = timer->owner;
    struct advance *advance = &engine->advance;

    if (advance->state == ADVANCE_MOVED) {
        dues_follow_clock(engine);
        hands_watch_follow_clock(engine);
        outbox_wake(engine);
        advance->state = ADVANCE_SETTLING;
    } else if (is_settled(engine)) {
        if (loop_now_ms(engine->loop) >= advance->to_ms) {
            finish(engine, 0);
            return;
        }
        step(engine);
    }
    loop_timer_start(engine->loop, &advance->timer, LOOK_MS);
}

static int check(struct engine *engine, int64_t to_ms, struct err *err)
{
    int64_t now_ms = loop_now_ms(engine->loop);

    if (!engine_may_advance(engine))
        return err_set(err, STATUS_CONFLICT,
                       "This office is a real one: its time passes by itself. Only an office made "
                       "for training (comity demo, comity init --training) is moved ahead.");
    if (engine->state != ENGINE_RUNNING)
        return err_set(err, STATUS_STOPPING, "The host is not ready. Try again.");
    if (engine->advance.state != ADVANCE_IDLE)
        return err_set(err, STATUS_CONFLICT, "The office is being moved ahead. Wait for its end.");
    if (to_ms < now_ms)
        return err_set(err, STATUS_INVALID,
                       "Time does not go back: name a moment that is still to come.");
    if (to_ms - now_ms > (int64_t)ADVANCE_DAYS_MOST * DAY_MS)
        return err_set(err, STATUS_INVALID, "That is too far: %d days at a time at most.",
                       ADVANCE_DAYS_MOST);
    return 0;
}

int engine_advance(struct engine *engine, int64_t to_ms, void (*on_done)(void *owner, int status),
                   void *owner, struct err *err)
{
    struct advance *advance = &engine->advance;
    int rc = check(engine, to_ms, err);

    if (rc == 0)
        rc = engine->options.note_clock(engine->options.owner, to_ms, err);
    if (rc < 0)
        return rc;
    advance->to_ms = to_ms;
    advance->on_done = on_done;
    advance->owner = owner;
    advance->near_ms = engine->options.near_ms;
    engine->options.near_ms = 2 * (int64_t)DAY_MS; /* read again when half of it is gone */
    advance->state = ADVANCE_MOVED;
    loop_timer_start(engine->loop, &advance->timer, 0);
    return 0;
}

void advance_open(struct engine *engine)
{
    engine->advance.timer.on_timer = on_timer;
    engine->advance.timer.owner = engine;
}

void advance_stop(struct engine *engine)
{
    if (engine->advance.state != ADVANCE_IDLE)
        finish(engine, STATUS_STOPPING);
}
