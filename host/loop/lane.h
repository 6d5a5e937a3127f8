/* lane.h - a queue of jobs and the threads that work on it; for the real loop only.
 *
 * Waking a sleeping thread costs 40-65 us, so nobody is woken who is not needed: a batch of jobs
 * wakes one sleeper at most, and a woken worker that leaves jobs behind wakes the next. A busy
 * worker takes its next job without sleeping in between.
 */
#pragma once
#include <pthread.h>
#include "loop/loop.h"

struct lane_worker;

struct lane_queue {
    pthread_mutex_t lock;
    pthread_cond_t news;   /* jobs came, or stopping */
    pthread_cond_t opened; /* a worker has opened, or failed to */
    struct list jobs;
    int sleeping; /* workers waiting for news */
    int waking;   /* of those, signalled and not yet awake */
    int opening;  /* workers that have not said yet */
    enum { LANE_CLOSED, LANE_RUNNING, LANE_STOPPING } state;
    enum lane lane;
    struct lane_worker *workers;
    int worker_count;
    struct worker_plan plan;
    struct err err;
    /* Called on the worker's thread when a job has run. */
    void (*finish)(void *owner, struct job *job);
    void *owner;
};

void lane_init(struct lane_queue *queue, enum lane lane,
               void (*finish)(void *owner, struct job *job), void *owner);
/* Starts the workers and waits until each has opened; stops them again if one could not. */
MUST_CHECK int lane_start(struct lane_queue *queue, const struct worker_plan *plan,
                          struct err *err);
void lane_push(struct lane_queue *queue, struct list *jobs); /* `jobs` is emptied */
/* Lets the queue run empty, then ends and joins the workers. */
void lane_stop(struct lane_queue *queue);
void lane_close(struct lane_queue *queue);
