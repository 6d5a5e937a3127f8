/* inside.h - what the two loops share; for this room only. */
#pragma once
#include "loop/loop.h"
#include "loop/timers.h"

enum { LOOP_HOOKS = 8 };

struct loop_calls {
    int (*start_workers)(struct loop *loop, const struct worker_plan *plan, struct err *err);
    void (*run)(struct loop *loop);
    void (*run_until)(struct loop *loop, const bool *is_done);
    void (*stop)(struct loop *loop);
    void (*close)(struct loop *loop);
    void (*offload)(struct loop *loop, enum lane lane, struct job *job);
    void (*post_list)(struct loop *loop, struct list *notes);
    int64_t (*timer_now)(struct loop *loop); /* the clock timers are counted on */
    int (*on_signal)(struct loop *loop, int signal_number,
                     void (*on_signal)(void *owner, int signal_number), void *owner,
                     struct err *err);
    void *(*uv)(struct loop *loop);
};

struct loop_hook {
    void (*run)(void *owner);
    void *owner;
};

struct loop {
    const struct loop_calls *calls;
    struct wallclock *clock;
    int64_t now_ms;
    bool is_now_read; /* of this pass; forgotten before sleeping */
    struct timers timers;
    struct loop_hook hooks[LOOP_HOOKS];
    int hook_count;
    struct loop_hook clock_set;
};

/* The pass is over: batches go off, the time is forgotten. */
void loop_end_pass(struct loop *loop);
/* Fires every timer due at `now` that was started before the call. */
void loop_fire_timers(struct loop *loop, int64_t now);
