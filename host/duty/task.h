/* task.h - a piece of work for a person, as data.
 *
 *             claim             complete
 *     OPEN ----------> CLAIMED ----------> DONE
 *      |  <----------     |
 *      |    release       +-- expire ----> EXPIRED
 *      +-- complete, expire, cancel        CANCELLED <-- cancel
 *
 * DONE, EXPIRED and CANCELLED are final: the first result stays whatever comes later. An open task
 * may be completed without a claim by whoever might claim it. A task nobody can do stays open.
 * Texts live in the arena given to task_from_value, or are the caller's.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "data/value.h"
#include "duty/actor.h"

enum task_status { TASK_OPEN, TASK_CLAIMED, TASK_DONE, TASK_EXPIRED, TASK_CANCELLED };

struct task {
    struct id id;
    const char *command; /* branch path and number: "agreed/2" */
    int32_t index;       /* of a task_each, from 0; -1: a single task */
    const char *row;     /* the row it is about, or NULL */
    const char *form;
    const struct value *title;      /* {zh, en} */
    const struct value *to;         /* roles and relations */
    const struct value *candidates; /* ids of people, or nil */
    const struct value *except;     /* ids, roles and relations that may not, or nil */
    const struct value *with;       /* what whoever does it is shown, by name, or nil */
    const char *office;             /* NULL: the office that holds the case */
    const char *due;                /* clock key "TJ-D1" or "TJ-D6#obligations/2", or NULL */
    const char *expires;            /* the same, of the clock that ends the waiting */
    int64_t opened_ms;
    enum task_status status;
    const char *assignee; /* NULL unless claimed or done */
    const char *outcome;  /* NULL unless done with an outcome */
    const char *by;       /* who ended it; NULL if the core did */
    int64_t at_ms;        /* when it last changed */
};

/* One act on a task. */
struct task_act {
    const struct actor *actor;
    const char *outcome; /* of task_complete; NULL for forms without outcomes */
    int64_t now_ms;
};

/* Each returns 0, STATUS_FORBIDDEN (not theirs) or STATUS_CONFLICT (too late, with the first result
 * in the sentence), and changes nothing then. Texts of the act must live as long as the task. */
MUST_CHECK int task_claim(struct task *task, const struct task_act *act, struct err *err);
MUST_CHECK int task_release(struct task *task, const struct task_act *act, struct err *err);
MUST_CHECK int task_complete(struct task *task, const struct task_act *act, struct err *err);
/* By the core. */
MUST_CHECK int task_cancel(struct task *task, int64_t now_ms, struct err *err);
MUST_CHECK int task_expire(struct task *task, int64_t now_ms, struct err *err);

/* The same checks, changing nothing: what a list offers and what the form check comes after. */
MUST_CHECK int task_may_complete(const struct task *task, const struct actor *actor,
                                 struct err *err);
bool task_is_for(const struct task *task, const struct actor *actor);
bool task_is_ended(const struct task *task);
/* "unknown" for what a damaged row holds. */
const char *task_status_word(enum task_status status);

struct value *task_to_value(struct arena *arena, const struct task *task);
/* STATUS_CORRUPT on anything task_to_value would not write. */
MUST_CHECK int task_from_value(struct arena *arena, const struct value *value, struct task *out,
                               struct err *err);
