/* lane.c - workers of a lane.
 *
 * LANE_CLOSED --lane_start--> LANE_RUNNING --lane_stop--> LANE_STOPPING --joined--> LANE_CLOSED
 *
 * A worker takes one job at a time: at 300,000 takings a second the lock is no bottleneck, while
 * jobs held back by a worker that is busy with a slow one would wait for it though others are idle.
 *
 * waking <= sleeping is kept under the lock; a spurious wake-up may make `waking` too small by one,
 * which costs a needless signal and nothing else.
 */
#include "loop/lane.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/buf.h"
#include "base/log.h"

struct lane_worker {
    pthread_t thread;
    struct lane_queue *queue;
    void *worker; /* what worker_open made */
};

void lane_init(struct lane_queue *queue, enum lane lane,
               void (*finish)(void *owner, struct job *job), void *owner)
{
    *queue = (struct lane_queue){.lane = lane, .finish = finish, .owner = owner};
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->news, NULL);
    pthread_cond_init(&queue->opened, NULL);
}

/* With the lock held. */
static void wake_one(struct lane_queue *queue)
{
    if (list_is_empty(&queue->jobs) || queue->sleeping == 0 || queue->waking > 0)
        return;
    queue->waking++;
    pthread_cond_signal(&queue->news);
}

/* With the lock held. NULL when the lane stops and nothing is left to do. */
static struct job *take_job(struct lane_queue *queue)
{
    while (list_is_empty(&queue->jobs) && queue->state != LANE_STOPPING) {
        queue->sleeping++;
        pthread_cond_wait(&queue->news, &queue->lock);
        queue->sleeping--;
        if (queue->waking > 0)
            queue->waking--;
    }
    struct job *job = LIST_ITEM(list_pop(&queue->jobs), struct job, link);
    wake_one(queue);
    return job;
}

static void work(struct lane_worker *self)
{
    struct lane_queue *queue = self->queue;
    struct job *job;

    pthread_mutex_lock(&queue->lock);
    while ((job = take_job(queue)) != NULL) {
        pthread_mutex_unlock(&queue->lock);
        job->run(job, self->worker);
        queue->finish(queue->owner, job);
        pthread_mutex_lock(&queue->lock);
    }
    pthread_mutex_unlock(&queue->lock);
}

static int open_worker(struct lane_worker *self)
{
    struct lane_queue *queue = self->queue;
    struct err err = {0};
    int rc = 0;

    if (queue->plan.worker_open)
        rc = queue->plan.worker_open(queue->plan.owner, queue->lane, &self->worker, &err);
    pthread_mutex_lock(&queue->lock);
    if (rc < 0 && queue->err.status == 0) {
        queue->err = err;
        queue->err.status = rc;
    }
    queue->opening--;
    pthread_cond_signal(&queue->opened);
    pthread_mutex_unlock(&queue->lock);
    return rc;
}

enum { SHADOW_NICE = 19 };

/* On Linux niceness is a thread's own, and lowering it is always allowed. */
static void step_back(void)
{
    if (setpriority(PRIO_PROCESS, 0, SHADOW_NICE) != 0)
        log_info("loop", "a shadow thread keeps the usual priority: %s", strerror(errno));
}

static void *worker_main(void *argument)
{
    struct lane_worker *self = argument;
    static const char *const names[LANE_COUNT] = {
        [LANE_TURN] = "turn", [LANE_READ] = "read", [LANE_SEND] = "send", [LANE_SHADOW] = "shadow"};

    pthread_setname_np(pthread_self(), names[self->queue->lane]);
    if (self->queue->lane == LANE_SHADOW)
        step_back();
    if (open_worker(self) == 0) {
        work(self);
        if (self->queue->plan.worker_close)
            self->queue->plan.worker_close(self->queue->plan.owner, self->worker);
    }
    return NULL;
}

enum { WORKER_STACK_BYTES = 64 << 20 };

/* Signals are the loop's: a worker that caught one would only be disturbed. */
static int start_threads(struct lane_queue *queue, int count)
{
    sigset_t all, before;
    pthread_attr_t attr;
    int rc = pthread_attr_init(&attr);

    if (rc == 0) /* deep C recursion of a script must meet Lua's own limits first */
        rc = pthread_attr_setstacksize(&attr, WORKER_STACK_BYTES);

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (rc == 0 && queue->worker_count < count) {
        struct lane_worker *worker = &queue->workers[queue->worker_count];
        worker->queue = queue;
        pthread_mutex_lock(&queue->lock);
        rc = pthread_create(&worker->thread, &attr, worker_main, worker);
        if (rc == 0) {
            queue->worker_count++;
            queue->opening++;
        }
        pthread_mutex_unlock(&queue->lock);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
    return rc;
}

int lane_start(struct lane_queue *queue, const struct worker_plan *plan, struct err *err)
{
    int count = plan->threads[queue->lane];

    assert(queue->state == LANE_CLOSED);
    if (count <= 0)
        return 0;
    queue->plan = *plan;
    queue->workers = mem_zero(sizeof *queue->workers * (size_t)count);
    queue->state = LANE_RUNNING;
    int rc = start_threads(queue, count);

    pthread_mutex_lock(&queue->lock);
    while (queue->opening > 0)
        pthread_cond_wait(&queue->opened, &queue->lock);
    struct err failed = queue->err;
    pthread_mutex_unlock(&queue->lock);
    if (rc == 0 && failed.status == 0)
        return 0;
    lane_stop(queue);
    if (failed.status == 0)
        return err_set(err, STATUS_BUSY, "a worker thread could not be started: %s", strerror(rc));
    if (err)
        *err = failed;
    return failed.status;
}

void lane_push(struct lane_queue *queue, struct list *jobs)
{
    pthread_mutex_lock(&queue->lock);
    list_append(&queue->jobs, jobs);
    wake_one(queue);
    pthread_mutex_unlock(&queue->lock);
}

void lane_stop(struct lane_queue *queue)
{
    if (queue->state != LANE_RUNNING)
        return;
    pthread_mutex_lock(&queue->lock);
    queue->state = LANE_STOPPING;
    pthread_cond_broadcast(&queue->news);
    pthread_mutex_unlock(&queue->lock);
    for (int i = 0; i < queue->worker_count; i++)
        pthread_join(queue->workers[i].thread, NULL);
    free(queue->workers);
    queue->workers = NULL;
    queue->worker_count = 0;
    queue->state = LANE_CLOSED;
    queue->err = (struct err){0};
}

void lane_close(struct lane_queue *queue)
{
    lane_stop(queue);
    assert(list_is_empty(&queue->jobs));
    pthread_cond_destroy(&queue->opened);
    pthread_cond_destroy(&queue->news);
    pthread_mutex_destroy(&queue->lock);
}
