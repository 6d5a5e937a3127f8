/* loop.h - one thread that owns everything, and how others reach it.
 *
 * The loop thread owns connections, timers and every case. Work that may block is *offloaded*: a
 * job runs on a worker thread and ends, always later, with on_done on the loop thread. Other
 * threads *post* notes to the loop. Both are lists of structs embedded in their owner; nothing is
 * allocated here, and an owner is not freed before its on_done or on_note ran.
 *
 * Two implementations: real (libuv, worker threads) and simulated (one thread, held time, the order
 * of everything that may happen drawn from a seed). Callbacks never run inside the call that
 * registered them, and the loop is never entered again from a callback.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/list.h"
#include "base/wallclock.h"

struct loop;

enum lane {
    LANE_TURN,   /* script threads: turns of cases */
    LANE_READ,   /* lists, reports, password hashes */
    LANE_SHADOW, /* replays and rehearsals nobody waits for: behind everything else */
    LANE_SEND,   /* what goes outside: waits for others, seconds at a time */
    LANE_COUNT
};

/* What each worker thread of a lane keeps for itself (a read connection). */
struct worker_plan {
    int threads[LANE_COUNT];
    int (*worker_open)(void *owner, enum lane lane, void **worker, struct err *err);
    void (*worker_close)(void *owner, void *worker);
    void *owner;
};

struct job {
    struct list_link link;
    void (*run)(struct job *job, void *worker); /* on a worker thread */
    void (*on_done)(struct job *job);           /* on the loop thread */
};

struct note {
    struct list_link link;
    void (*on_note)(struct note *note); /* on the loop thread */
};

struct loop_timer {
    void (*on_timer)(struct loop_timer *timer);
    void *owner;
    void *private_data; /* of the loop; NULL when never started */
};

/* Opens the real loop. `clock` is read once per pass (loop_now_ms). */
MUST_CHECK int loop_open(struct wallclock *clock, struct loop **out, struct err *err);
/* Starts the workers; worker_open runs on each thread before its first job. */
MUST_CHECK int loop_start_workers(struct loop *loop, const struct worker_plan *plan,
                                  struct err *err);
/* Runs until loop_stop. The real loop only. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);
/* Runs until *is_done, which a callback sets: for what must be waited for before serving. */
void loop_run_until(struct loop *loop, const bool *is_done);
/* Lets running jobs end, delivers their on_done and all notes, joins the threads, frees. */
void loop_close(struct loop *loop);

int64_t loop_now_ms(const struct loop *loop); /* wall clock at the start of this pass */
struct wallclock *loop_wallclock(struct loop *loop);

void loop_offload(struct loop *loop, enum lane lane, struct job *job); /* loop thread only */
void loop_post(struct loop *loop, struct note *note);                  /* any thread */
/* A whole list of notes (linked by note->link) with one wake-up; `notes` is emptied. */
void loop_post_list(struct loop *loop, struct list *notes);

/* Once per pass, after callbacks and before sleeping: where batches are sent off. Up to 8 hooks. */
void loop_before_sleep(struct loop *loop, void (*hook)(void *owner), void *owner);
/* Removes the hooks of an owner that goes before the loop does. Not from inside a hook. */
void loop_forget_hooks(struct loop *loop, void *owner);

/* One-shot, by delay on the monotonic clock; starting again moves it. Stop may be called always. */
void loop_timer_start(struct loop *loop, struct loop_timer *timer, int64_t delay_ms);
void loop_timer_stop(struct loop *loop, struct loop_timer *timer);

/* Called when somebody set the wall clock (timerfd, TFD_TIMER_CANCEL_ON_SET). */
void loop_on_clock_set(struct loop *loop, void (*on_set)(void *owner), void *owner);
/* SIGTERM, SIGINT -> on_signal on the loop thread. */
MUST_CHECK int loop_on_signal(struct loop *loop, int signal_number,
                              void (*on_signal)(void *owner, int signal_number), void *owner,
                              struct err *err);

/* The uv_loop_t of the real loop, for http/ only; NULL for the simulated one. */
void *loop_uv(struct loop *loop);
