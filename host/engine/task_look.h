/* task_look.h - one task as a person sees it: what it is, what it asks, what he needs for it.
 *
 * Personal values - what `with` and `show` name, an answer that waits, the reason it came back -
 * are opened only to the cleared, and only after the look has been recorded. Cleared is who has the
 * task, or stands in for him; a candidate is after his claim, though the case may be open to him
 * (opened.h): what lies about in a list of work is looked at in passing. Tokens without a person
 * and administrators see it as they see the case. Who may see the task at all has been asked before
 * (api/reading.c).
 */
#pragma once
#include "engine/editions.h"
#include "engine/engine.h"

struct task_look {
    struct id task;
    const struct actor *actor;
    const struct eyes *eyes;   /* engine/veil.h */
    struct editions *editions; /* of the engine when asked: counted by who asks */
    bool is_asked;             /* he would see what is opened for him as one who handles the case */
    bool is_recorded;

    /* filled */
    struct id case_ref;
    bool has_personal; /* and the actor may see it: to be recorded first */
    int64_t version;
    struct value *out;
};

/* Loop thread; NULL-safe to let go of with editions_unref. */
struct editions *engine_take_editions(struct engine *engine);
/* On a worker. STATUS_NOT_FOUND if there is no such task. */
MUST_CHECK int task_look(struct engine *engine, struct reader *reader, struct task_look *look,
                         struct arena *arena, struct err *err);
/* Is it live, and may the actor have it? STATUS_NOT_FOUND, STATUS_CONFLICT, STATUS_FORBIDDEN. */
MUST_CHECK int task_look_may_work(struct reader *reader, const struct task_look *look,
                                  struct arena *arena, struct id *case_ref, struct err *err);
