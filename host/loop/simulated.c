/* simulated.c - the loop in held time, on one thread, in an order drawn from a seed.
 *
 * Whatever may happen next is a *happening*: a job runs, a finished job is delivered, a note
 * arrives, the first due timer fires, a source does a piece of its work, the clock was set. Each
 * step lists the kinds that are possible now, draws one, does it, and ends the pass. Nothing else
 * is random, so the same seed and the same calls from outside give the same run.
 *
 * What the order may be is what real threads could do: notes keep their order (one thread posts
 * them), timers fire in due order, but jobs start and end in any order (within a window of
 * JOBS_WINDOW, as if that many threads had been put to sleep at the worst moment).
 *
 * The shadow lane is drawn apart, from a seed of its own, beside what else happens: work nobody
 * waits for changes the order of nothing, so a run with it and one without can be compared.
 *
 * To add a kind: a row in `enum happening`, one line in is_possible, one in happen.
 */
#include "loop/inside.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"
#include "loop/simulated.h"

enum { JOBS_WINDOW = 16, SOURCES_MOST = 8 };

enum happening {
    HAPPENS_TURN_RUNS,
    HAPPENS_READ_RUNS,
    HAPPENS_SEND_RUNS,
    HAPPENS_JOB_ENDS,
    HAPPENS_NOTE,
    HAPPENS_TIMER,
    HAPPENS_CLOCK_SET,
    HAPPENS_SOURCE, /* the first source; the others follow */
};

struct source {
    bool (*has_work)(void *owner);
    void (*step)(void *owner);
    void *owner;
};

struct simulated_loop {
    struct loop base;
    struct wallclock_held *held;
    uint64_t seed, shadow_seed;
    int64_t offset_ms; /* wall clock minus boot clock when last looked at */
    struct list jobs[LANE_COUNT];
    struct list done, shadow_done, notes;
    struct source sources[SOURCES_MOST];
    int source_count;
    struct worker_plan plan;
    void **workers[LANE_COUNT];
    int worker_count[LANE_COUNT];
};

static struct simulated_loop *simulated_of(const struct loop *loop)
{
    return (struct simulated_loop *)(void *)loop;
}

/* splitmix64: enough for choosing, and the state is one number to print. */
static uint64_t draw(uint64_t *seed, uint64_t below)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) % below;
}

/* Takes one of the first JOBS_WINDOW; the rest keeps its order. */
static struct job *draw_job(uint64_t *seed, struct list *jobs)
{
    uint64_t skip = draw(seed, jobs->count < JOBS_WINDOW ? jobs->count : JOBS_WINDOW);
    struct list before = {0};
    while (skip-- > 0)
        list_push(&before, list_pop(jobs));
    struct job *job = LIST_ITEM(list_pop(jobs), struct job, link);
    list_append(&before, jobs);
    *jobs = before;
    return job;
}

/* ---- what may happen, and making it happen ----------------------------------------------------
 */

static int64_t clock_offset(const struct simulated_loop *self)
{
    return self->held->now - self->held->boot;
}

static bool has_job(const struct simulated_loop *self, enum lane lane)
{
    return !list_is_empty(&self->jobs[lane]) && self->worker_count[lane] > 0;
}

static bool is_possible(struct simulated_loop *self, int happening)
{
    switch (happening) {
    case HAPPENS_TURN_RUNS:
        return has_job(self, LANE_TURN);
    case HAPPENS_READ_RUNS:
        return has_job(self, LANE_READ);
    case HAPPENS_SEND_RUNS:
        return has_job(self, LANE_SEND);
    case HAPPENS_JOB_ENDS:
        return !list_is_empty(&self->done);
    case HAPPENS_NOTE:
        return !list_is_empty(&self->notes);
    case HAPPENS_TIMER:
        return timers_next(&self->base.timers) <= self->held->boot;
    case HAPPENS_CLOCK_SET:
        return self->offset_ms != clock_offset(self);
    default: {
        struct source *source = &self->sources[happening - HAPPENS_SOURCE];
        return source->has_work(source->owner);
    }
    }
}

static void run_job(struct simulated_loop *self, enum lane lane, uint64_t *seed, struct list *done)
{
    struct job *job = draw_job(seed, &self->jobs[lane]);
    uint64_t worker = draw(seed, (uint64_t)self->worker_count[lane]);
    job->run(job, self->workers[lane][worker]);
    list_push(done, &job->link);
}

static void end_job(uint64_t *seed, struct list *done)
{
    struct job *job = draw_job(seed, done);
    job->on_done(job);
}

static void deliver_note(struct simulated_loop *self)
{
    struct note *note = LIST_ITEM(list_pop(&self->notes), struct note, link);
    note->on_note(note);
}

static void fire_timer(struct simulated_loop *self)
{
    struct loop_timer *timer = timers_take(&self->base.timers, self->held->boot, UINT64_MAX);
    timer->on_timer(timer);
}

static void tell_clock_set(struct simulated_loop *self)
{
    self->offset_ms = clock_offset(self);
    if (self->base.clock_set.run)
        self->base.clock_set.run(self->base.clock_set.owner);
}

static void happen(struct simulated_loop *self, int happening)
{
    switch (happening) {
    case HAPPENS_TURN_RUNS:
        run_job(self, LANE_TURN, &self->seed, &self->done);
        break;
    case HAPPENS_READ_RUNS:
        run_job(self, LANE_READ, &self->seed, &self->done);
        break;
    case HAPPENS_SEND_RUNS:
        run_job(self, LANE_SEND, &self->seed, &self->done);
        break;
    case HAPPENS_JOB_ENDS:
        end_job(&self->seed, &self->done);
        break;
    case HAPPENS_NOTE:
        deliver_note(self);
        break;
    case HAPPENS_TIMER:
        fire_timer(self);
        break;
    case HAPPENS_CLOCK_SET:
        tell_clock_set(self);
        break;
    default: {
        struct source *source = &self->sources[happening - HAPPENS_SOURCE];
        source->step(source->owner);
    }
    }
}

static bool has_shadow_work(const struct simulated_loop *self)
{
    return has_job(self, LANE_SHADOW) || !list_is_empty(&self->shadow_done);
}

/* A job of the shadow lane runs, or one that has run ends. */
static void shadow_happen(struct simulated_loop *self)
{
    bool may_run = has_job(self, LANE_SHADOW), may_end = !list_is_empty(&self->shadow_done);
    bool runs = may_run && (!may_end || draw(&self->shadow_seed, 2) == 0);

    if (runs)
        run_job(self, LANE_SHADOW, &self->shadow_seed, &self->shadow_done);
    else
        end_job(&self->shadow_seed, &self->shadow_done);
}

bool loop_simulated_step(struct loop *loop)
{
    struct simulated_loop *self = simulated_of(loop);
    int possible[HAPPENS_SOURCE + SOURCES_MOST];
    uint64_t count = 0;

    for (int i = 0; i < HAPPENS_SOURCE + self->source_count; i++)
        if (is_possible(self, i))
            possible[count++] = i;
    loop->is_now_read = false; /* whoever holds the clock may have moved it */
    bool has_shadow = has_shadow_work(self);
    if (count > 0)
        happen(self, possible[draw(&self->seed, count)]);
    if (has_shadow && (count == 0 || draw(&self->shadow_seed, 2) == 0))
        shadow_happen(self);
    loop_end_pass(loop);
    return count > 0 || has_shadow;
}

/* A hook of the last idle pass may have sent a batch off, so only two idle steps running are the
 * end. */
uint64_t loop_simulated_settle(struct loop *loop, uint64_t most)
{
    uint64_t steps = 0;
    while (steps < most && (loop_simulated_step(loop) || loop_simulated_step(loop)))
        steps++;
    return steps;
}

/* ---- time -------------------------------------------------------------------------------------
 */

int64_t loop_simulated_next_ms(const struct loop *loop)
{
    const struct simulated_loop *self = simulated_of(loop);
    int64_t next = timers_next(&loop->timers);
    return next == INT64_MAX ? next : next + clock_offset(self);
}

static void move_clock(struct simulated_loop *self, int64_t by_ms)
{
    self->held->now += by_ms;
    self->held->boot += by_ms;
    self->base.is_now_read = false;
}

void loop_simulated_advance(struct loop *loop, int64_t at_ms)
{
    struct simulated_loop *self = simulated_of(loop);
    int64_t next;

    loop_simulated_settle(loop, UINT64_MAX);
    while ((next = loop_simulated_next_ms(loop)) <= at_ms) {
        move_clock(self, next > self->held->now ? next - self->held->now : 0);
        loop_simulated_settle(loop, UINT64_MAX);
    }
    if (at_ms > self->held->now)
        move_clock(self, at_ms - self->held->now);
    loop_simulated_settle(loop, UINT64_MAX);
}

void loop_simulated_add_source(struct loop *loop, bool (*has_work)(void *owner),
                               void (*step)(void *owner), void *owner)
{
    struct simulated_loop *self = simulated_of(loop);
    assert(self->source_count < SOURCES_MOST);
    self->sources[self->source_count++] = (struct source){has_work, step, owner};
}

/* ---- the calls of loop.h ----------------------------------------------------------------------
 */

static void close_workers(struct simulated_loop *self)
{
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        for (int i = 0; i < self->worker_count[lane]; i++)
            if (self->plan.worker_close)
                self->plan.worker_close(self->plan.owner, self->workers[lane][i]);
        free(self->workers[lane]);
        self->workers[lane] = NULL;
        self->worker_count[lane] = 0;
    }
}

static int open_lane(struct simulated_loop *self, enum lane lane, struct err *err)
{
    int threads = self->plan.threads[lane];
    int rc = 0;

    self->workers[lane] = mem_zero(sizeof(void *) * (size_t)(threads + 1));
    while (rc == 0 && self->worker_count[lane] < threads) {
        if (self->plan.worker_open)
            rc = self->plan.worker_open(self->plan.owner, lane,
                                        &self->workers[lane][self->worker_count[lane]], err);
        if (rc == 0)
            self->worker_count[lane]++;
    }
    return rc;
}

static int simulated_start_workers(struct loop *loop, const struct worker_plan *plan,
                                   struct err *err)
{
    struct simulated_loop *self = simulated_of(loop);
    int rc = 0;

    self->plan = *plan;
    for (int lane = 0; rc == 0 && lane < LANE_COUNT; lane++)
        rc = open_lane(self, (enum lane)lane, err);
    if (rc < 0)
        close_workers(self);
    return rc;
}

static void simulated_run(struct loop *loop)
{
    (void)loop;
    assert(!"a simulated loop is stepped, not run");
}

static void simulated_run_until(struct loop *loop, const bool *is_done)
{
    while (!*is_done && (loop_simulated_step(loop) || loop_simulated_step(loop)))
        ;
    assert(*is_done);
}

/* Whoever steps decides when to stop. */
static void simulated_stop(struct loop *loop)
{
    (void)loop;
}

static void simulated_close(struct loop *loop)
{
    struct simulated_loop *self = simulated_of(loop);

    loop_simulated_settle(loop, UINT64_MAX);
    close_workers(self);
    loop_simulated_settle(loop, UINT64_MAX);
    for (int lane = 0; lane < LANE_COUNT; lane++)
        assert(list_is_empty(&self->jobs[lane]));
    timers_close(&loop->timers);
    free(self);
}

static void simulated_offload(struct loop *loop, enum lane lane, struct job *job)
{
    list_push(&simulated_of(loop)->jobs[lane], &job->link);
}

static void simulated_post_list(struct loop *loop, struct list *notes)
{
    list_append(&simulated_of(loop)->notes, notes);
}

static int64_t simulated_timer_now(struct loop *loop)
{
    return simulated_of(loop)->held->boot;
}

static int simulated_on_signal(struct loop *loop, int signal_number,
                               void (*on_signal)(void *owner, int signal_number), void *owner,
                               struct err *err)
{
    (void)loop, (void)signal_number, (void)on_signal, (void)owner, (void)err;
    return 0;
}

static void *simulated_uv(struct loop *loop)
{
    (void)loop;
    return NULL;
}

static const struct loop_calls simulated_calls = {
    .start_workers = simulated_start_workers,
    .run = simulated_run,
    .run_until = simulated_run_until,
    .stop = simulated_stop,
    .close = simulated_close,
    .offload = simulated_offload,
    .post_list = simulated_post_list,
    .timer_now = simulated_timer_now,
    .on_signal = simulated_on_signal,
    .uv = simulated_uv,
};

int loop_open_simulated(struct wallclock_held *clock, uint64_t seed, struct loop **out,
                        struct err *err)
{
    struct simulated_loop *self = mem_zero(sizeof *self);
    (void)err;
    self->base.calls = &simulated_calls;
    self->base.clock = &clock->base;
    self->held = clock;
    self->seed = seed;
    self->shadow_seed = ~seed;
    self->offset_ms = clock_offset(self);
    *out = &self->base;
    return 0;
}
