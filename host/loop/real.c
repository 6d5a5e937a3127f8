/* real.c - the loop on libuv.
 *
 * Three ways in, all batched:
 *   finished jobs and notes  one list under one lock; whoever makes it non-empty rings `wake`, so
 *                            a burst costs one wake-up however long it is
 *   timers                   our own heap (timers.h); one uv_timer stands for the first of them and
 *                            is set once per pass
 *   the wall clock was set   a timerfd that is cancelled by whoever sets it
 * and one way out: offloaded jobs gather in `outgoing` and go to their lane at the end of the pass,
 * or before when OUTGOING_MOST have come together.
 *
 * The end of a pass is the prepare handle: libuv calls it after timers, before it sleeps.
 *
 * Closing: LOOP_RUNNING --loop_close--> LOOP_DRAINING (jobs run, their on_done and all notes are
 * delivered, until none is left) --> LOOP_CLOSED (threads joined, handles closed, freed).
 */
#include "loop/inside.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <uv.h>

#include "base/buf.h"
#include "base/log.h"
#include "loop/lane.h"

enum { OUTGOING_MOST = 16, SIGNALS_MOST = 8 };

struct signal_watch {
    uv_signal_t uv;
    void (*on_signal)(void *owner, int signal_number);
    void *owner;
};

struct real_loop {
    struct loop base;
    uv_loop_t uv;
    uv_async_t wake;
    uv_prepare_t prepare;
    uv_timer_t timer;
    int64_t timer_set_for; /* when `timer` will fire; INT64_MAX: it is stopped */
    uv_poll_t clock_poll;
    int clock_fd; /* -1: nobody asked */
    struct signal_watch signals[SIGNALS_MOST];
    int signal_count;

    struct list outgoing[LANE_COUNT];
    struct lane_queue lanes[LANE_COUNT];
    size_t away; /* jobs offloaded whose on_done has not run */

    pthread_mutex_t inbox_lock;
    struct list notes, done;
};

static struct real_loop *real_of(struct loop *loop)
{
    return (struct real_loop *)(void *)loop;
}

/* ---- in: notes and finished jobs --------------------------------------------------------------
 */

/* The lock is held; true if the bell must be rung once it is not. */
static bool is_inbox_empty(const struct real_loop *self)
{
    return list_is_empty(&self->notes) && list_is_empty(&self->done);
}

static void real_post_list(struct loop *loop, struct list *notes)
{
    struct real_loop *self = real_of(loop);
    pthread_mutex_lock(&self->inbox_lock);
    bool is_first = is_inbox_empty(self);
    list_append(&self->notes, notes);
    pthread_mutex_unlock(&self->inbox_lock);
    if (is_first)
        uv_async_send(&self->wake);
}

static void finish_job(void *owner, struct job *job)
{
    struct real_loop *self = owner;
    pthread_mutex_lock(&self->inbox_lock);
    bool is_first = is_inbox_empty(self);
    list_push(&self->done, &job->link);
    pthread_mutex_unlock(&self->inbox_lock);
    if (is_first)
        uv_async_send(&self->wake);
}

static void deliver(struct real_loop *self)
{
    struct list notes = {0}, done = {0};
    struct list_link *link;

    pthread_mutex_lock(&self->inbox_lock);
    list_append(&notes, &self->notes);
    list_append(&done, &self->done);
    pthread_mutex_unlock(&self->inbox_lock);
    while ((link = list_pop(&notes)) != NULL) {
        struct note *note = LIST_ITEM(link, struct note, link);
        note->on_note(note);
    }
    while ((link = list_pop(&done)) != NULL) {
        struct job *job = LIST_ITEM(link, struct job, link);
        self->away--;
        job->on_done(job);
    }
}

static void on_wake(uv_async_t *wake)
{
    deliver(wake->data);
}

/* ---- out: jobs --------------------------------------------------------------------------------
 */

static void real_offload(struct loop *loop, enum lane lane, struct job *job)
{
    struct real_loop *self = real_of(loop);
    self->away++;
    list_push(&self->outgoing[lane], &job->link);
    if (self->outgoing[lane].count >= OUTGOING_MOST)
        lane_push(&self->lanes[lane], &self->outgoing[lane]);
}

static void send_outgoing(struct real_loop *self)
{
    for (int lane = 0; lane < LANE_COUNT; lane++)
        if (!list_is_empty(&self->outgoing[lane]))
            lane_push(&self->lanes[lane], &self->outgoing[lane]);
}

static int real_start_workers(struct loop *loop, const struct worker_plan *plan, struct err *err)
{
    struct real_loop *self = real_of(loop);
    int rc = 0;
    for (int lane = 0; rc == 0 && lane < LANE_COUNT; lane++)
        rc = lane_start(&self->lanes[lane], plan, err);
    for (int lane = 0; rc < 0 && lane < LANE_COUNT; lane++)
        lane_stop(&self->lanes[lane]);
    return rc;
}

/* ---- timers and the end of a pass -------------------------------------------------------------
 */

static int64_t real_timer_now(struct loop *loop)
{
    return (int64_t)uv_now(&real_of(loop)->uv);
}

static void on_first_timer(uv_timer_t *timer)
{
    struct real_loop *self = timer->data;
    self->timer_set_for = INT64_MAX;
    loop_fire_timers(&self->base, real_timer_now(&self->base));
}

static void set_first_timer(struct real_loop *self)
{
    int64_t next = timers_next(&self->base.timers);
    int64_t now = real_timer_now(&self->base);
    if (next == self->timer_set_for)
        return;
    self->timer_set_for = next;
    if (next == INT64_MAX)
        uv_timer_stop(&self->timer);
    else
        uv_timer_start(&self->timer, on_first_timer, next > now ? (uint64_t)(next - now) : 0, 0);
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct real_loop *self = prepare->data;
    loop_end_pass(&self->base);
    send_outgoing(self);
    set_first_timer(self);
}

/* ---- the wall clock was set -------------------------------------------------------------------
 */

/* Due in the year 2200: it never fires, it is only ever cancelled. */
static int arm_clock_fd(int fd)
{
    struct itimerspec far = {.it_value = {.tv_sec = 7258118400}};
    return timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far, NULL);
}

/* Re-armed before the owner is told, so that no setting in between is missed. */
static void on_clock_fd(uv_poll_t *poll, int status, int events)
{
    struct real_loop *self = poll->data;
    uint64_t expirations;
    (void)status, (void)events;

    ssize_t len = read(self->clock_fd, &expirations, sizeof expirations);
    bool is_set = len < 0 && errno == ECANCELED;
    if (arm_clock_fd(self->clock_fd) < 0 && errno != ECANCELED)
        log_warn("loop", "changes of the clock are no longer noticed: %s", strerror(errno));
    self->base.is_now_read = false;
    if (is_set && self->base.clock_set.run)
        self->base.clock_set.run(self->base.clock_set.owner);
}

/* A kernel that refuses costs only the early notice: deadlines are looked at again anyway. */
static void watch_clock(struct real_loop *self)
{
    int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd >= 0 && arm_clock_fd(fd) == 0 && uv_poll_init(&self->uv, &self->clock_poll, fd) == 0) {
        self->clock_fd = fd;
        self->clock_poll.data = self;
        uv_poll_start(&self->clock_poll, UV_READABLE, on_clock_fd);
        uv_unref((uv_handle_t *)&self->clock_poll);
        return;
    }
    log_warn("loop", "changes of the clock will not be noticed at once: %s", strerror(errno));
    if (fd >= 0)
        close(fd);
}

/* ---- signals ----------------------------------------------------------------------------------
 */

static void on_uv_signal(uv_signal_t *uv, int signal_number)
{
    struct signal_watch *watch = uv->data;
    watch->on_signal(watch->owner, signal_number);
}

static int real_on_signal(struct loop *loop, int signal_number,
                          void (*on_signal)(void *owner, int signal_number), void *owner,
                          struct err *err)
{
    struct real_loop *self = real_of(loop);
    assert(self->signal_count < SIGNALS_MOST);
    struct signal_watch *watch = &self->signals[self->signal_count];

    int rc = uv_signal_init(&self->uv, &watch->uv);
    if (rc == 0) {
        self->signal_count++;
        watch->uv.data = watch;
        watch->on_signal = on_signal;
        watch->owner = owner;
        rc = uv_signal_start(&watch->uv, on_uv_signal, signal_number);
        uv_unref((uv_handle_t *)&watch->uv);
    }
    if (rc < 0)
        return err_set(err, STATUS_IO, "signal %d cannot be watched: %s", signal_number,
                       uv_strerror(rc));
    return 0;
}

/* ---- life -------------------------------------------------------------------------------------
 */

static void real_run(struct loop *loop)
{
    uv_run(&real_of(loop)->uv, UV_RUN_DEFAULT);
}

static void real_run_until(struct loop *loop, const bool *is_done)
{
    while (!*is_done)
        uv_run(&real_of(loop)->uv, UV_RUN_ONCE);
}

static void real_stop(struct loop *loop)
{
    uv_stop(&real_of(loop)->uv);
}

static bool is_idle(struct real_loop *self)
{
    pthread_mutex_lock(&self->inbox_lock);
    bool is_empty = is_inbox_empty(self);
    pthread_mutex_unlock(&self->inbox_lock);
    return is_empty && self->away == 0;
}

static void drain(struct real_loop *self)
{
    for (int lane = 0; lane < LANE_COUNT; lane++)
        assert(self->lanes[lane].worker_count > 0 ||
               (list_is_empty(&self->lanes[lane].jobs) && list_is_empty(&self->outgoing[lane])));
    do {
        deliver(self);
        loop_end_pass(&self->base);
        send_outgoing(self);
        if (is_idle(self))
            return;
        uv_run(&self->uv, UV_RUN_ONCE);
    } while (true);
}

static void close_handles(struct real_loop *self)
{
    uv_close((uv_handle_t *)&self->wake, NULL);
    uv_close((uv_handle_t *)&self->prepare, NULL);
    uv_close((uv_handle_t *)&self->timer, NULL);
    if (self->clock_fd >= 0)
        uv_close((uv_handle_t *)&self->clock_poll, NULL);
    for (int i = 0; i < self->signal_count; i++)
        uv_close((uv_handle_t *)&self->signals[i].uv, NULL);
    /* A last callback may have asked to stop, which would end the first uv_run at once. */
    while (uv_run(&self->uv, UV_RUN_DEFAULT) != 0)
        ;
    if (self->clock_fd >= 0)
        close(self->clock_fd);
}

/* A worker's close may still post, so notes are delivered once more when all threads have gone. */
static void real_close(struct loop *loop)
{
    struct real_loop *self = real_of(loop);

    drain(self);
    for (int lane = 0; lane < LANE_COUNT; lane++)
        lane_stop(&self->lanes[lane]);
    deliver(self);
    assert(is_idle(self));
    close_handles(self);
    for (int lane = 0; lane < LANE_COUNT; lane++)
        lane_close(&self->lanes[lane]);
    int rc = uv_loop_close(&self->uv);
    assert(rc == 0); /* else somebody left a handle open */
    (void)rc;
    pthread_mutex_destroy(&self->inbox_lock);
    timers_close(&self->base.timers);
    free(self);
}

static void *real_uv(struct loop *loop)
{
    return &real_of(loop)->uv;
}

static const struct loop_calls real_calls = {
    .start_workers = real_start_workers,
    .run = real_run,
    .run_until = real_run_until,
    .stop = real_stop,
    .close = real_close,
    .offload = real_offload,
    .post_list = real_post_list,
    .timer_now = real_timer_now,
    .on_signal = real_on_signal,
    .uv = real_uv,
};

static int open_uv(struct real_loop *self)
{
    int rc = uv_loop_init(&self->uv);
    if (rc < 0)
        return rc;
    rc = uv_async_init(&self->uv, &self->wake, on_wake);
    if (rc < 0)
        uv_loop_close(&self->uv);
    return rc;
}

int loop_open(struct wallclock *clock, struct loop **out, struct err *err)
{
    struct real_loop *self = mem_zero(sizeof *self);
    int rc = open_uv(self);
    if (rc < 0) {
        free(self);
        return err_set(err, STATUS_IO, "the event loop cannot be opened: %s", uv_strerror(rc));
    }
    self->base.calls = &real_calls;
    self->base.clock = clock;
    self->timer_set_for = INT64_MAX;
    self->clock_fd = -1;
    pthread_mutex_init(&self->inbox_lock, NULL);
    for (int lane = 0; lane < LANE_COUNT; lane++)
        lane_init(&self->lanes[lane], (enum lane)lane, finish_job, self);
    uv_prepare_init(&self->uv, &self->prepare);
    uv_timer_init(&self->uv, &self->timer);
    self->wake.data = self->prepare.data = self->timer.data = self;
    uv_prepare_start(&self->prepare, on_prepare);
    uv_unref((uv_handle_t *)&self->prepare);
    watch_clock(self);
    *out = &self->base;
    return 0;
}
