/* loop.c - what both loops do alike, and the way to the one that was opened.
 *
 * A pass is: things happen (bytes, notes, finished jobs, timers), each in a callback; then
 * loop_end_pass runs the before_sleep hooks; then the loop sleeps. The wall clock is read when it
 * is first asked for in a pass and holds until the pass is over, so all of a pass agrees on the
 * time and an idle pass costs no reading.
 *
 * To add a call: a row in `struct loop_calls` (inside.h), its line here, and one function in each
 * of real.c and simulated.c.
 */
#include "loop/inside.h"

#include <assert.h>

int loop_start_workers(struct loop *loop, const struct worker_plan *plan, struct err *err)
{
    return loop->calls->start_workers(loop, plan, err);
}

void loop_run(struct loop *loop)
{
    loop->calls->run(loop);
}

void loop_run_until(struct loop *loop, const bool *is_done)
{
    loop->calls->run_until(loop, is_done);
}

void loop_stop(struct loop *loop)
{
    loop->calls->stop(loop);
}

void loop_close(struct loop *loop)
{
    if (loop)
        loop->calls->close(loop);
}

/* Const to the caller: that the time is read late is nobody's business. No loop is a const object,
 * so the cast is sound. */
int64_t loop_now_ms(const struct loop *loop)
{
    struct loop *self = (struct loop *)loop;
    if (!self->is_now_read) {
        self->now_ms = self->clock->now_ms(self->clock);
        self->is_now_read = true;
    }
    return self->now_ms;
}

struct wallclock *loop_wallclock(struct loop *loop)
{
    return loop->clock;
}

void loop_offload(struct loop *loop, enum lane lane, struct job *job)
{
    assert(lane < LANE_COUNT && job->run && job->on_done);
    loop->calls->offload(loop, lane, job);
}

void loop_post(struct loop *loop, struct note *note)
{
    struct list one = {0};
    list_push(&one, &note->link);
    loop->calls->post_list(loop, &one);
}

void loop_post_list(struct loop *loop, struct list *notes)
{
    if (!list_is_empty(notes))
        loop->calls->post_list(loop, notes);
}

void loop_before_sleep(struct loop *loop, void (*hook)(void *owner), void *owner)
{
    assert(loop->hook_count < LOOP_HOOKS);
    loop->hooks[loop->hook_count++] = (struct loop_hook){hook, owner};
}

void loop_forget_hooks(struct loop *loop, void *owner)
{
    int kept = 0;
    for (int i = 0; i < loop->hook_count; i++)
        if (loop->hooks[i].owner != owner)
            loop->hooks[kept++] = loop->hooks[i];
    loop->hook_count = kept;
}

void loop_end_pass(struct loop *loop)
{
    for (int i = 0; i < loop->hook_count; i++)
        loop->hooks[i].run(loop->hooks[i].owner);
    loop->is_now_read = false;
}

void loop_timer_start(struct loop *loop, struct loop_timer *timer, int64_t delay_ms)
{
    int64_t now = loop->calls->timer_now(loop);
    if (delay_ms < 0)
        delay_ms = 0;
    timers_start(&loop->timers, timer, delay_ms > INT64_MAX - now ? INT64_MAX : now + delay_ms);
}

void loop_timer_stop(struct loop *loop, struct loop_timer *timer)
{
    timers_stop(&loop->timers, timer);
}

/* A timer started by a callback waits for the next pass even with delay 0: else two timers that
 * start each other would hold the loop for ever. */
void loop_fire_timers(struct loop *loop, int64_t now)
{
    uint64_t started = loop->timers.started;
    struct loop_timer *timer;
    while ((timer = timers_take(&loop->timers, now, started)) != NULL)
        timer->on_timer(timer);
}

void loop_on_clock_set(struct loop *loop, void (*on_set)(void *owner), void *owner)
{
    loop->clock_set = (struct loop_hook){on_set, owner};
}

int loop_on_signal(struct loop *loop, int signal_number,
                   void (*on_signal)(void *owner, int signal_number), void *owner, struct err *err)
{
    return loop->calls->on_signal(loop, signal_number, on_signal, owner, err);
}

void *loop_uv(struct loop *loop)
{
    return loop->calls->uv(loop);
}
