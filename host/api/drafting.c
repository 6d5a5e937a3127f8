/* drafting.c - drafts (drafting.h): looked up on a worker, changed as a record, answered once.
 *
 *   call -> [worker: the task is live and his; the draft as it stands] -> change -> answer
 */
#include "api/drafting.h"

#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "base/wallclock.h"
#include "engine/task_look.h"

struct drafting {
    enum drafting_way way;
    struct id task;
    const struct actor *actor;
    const struct value *value;
    int64_t expected; /* -1: whatever it is */
    struct draft draft;
    void (*on_kept)(struct call *call, bool is_kept, void *owner); /* of drafting_keep */
    void *owner;
};

static int look_up(struct reading *reading, struct reader *reader, struct err *err)
{
    struct drafting *drafting = reading->plan;
    struct arena *arena = &reading->call->arena; /* lent while the worker has the call */
    struct task_look look = {.task = drafting->task, .actor = drafting->actor};
    struct id case_ref;
    int rc = task_look_may_work(reader, &look, &reading->read.arena, &case_ref, err);
    if (rc == 0)
        rc = draft_read(reading->read.engine, reader, &drafting->task, drafting->actor, arena,
                        &drafting->draft, err);
    return rc;
}

static void answer_draft(struct call *call, const struct draft *draft, int64_t version)
{
    struct arena *arena = &call->arena;
    struct value *out = value_map(arena);
    char text[40];

    value_put(arena, out, "version", value_int(arena, version));
    if (draft) {
        value_put(arena, out, "at", value_string(arena, time_to_text(draft->at, text)));
        value_put(arena, out, "outcome", value_get(draft->value, "outcome"));
        value_put(arena, out, "data", value_get(draft->value, "data"));
    }
    call_add_header(call, "ETag", arena_printf(arena, "\"%lld\"", (long long)version));
    call_answer_json(call, 200, out);
}

static void on_changed(struct records_change *change)
{
    struct call *call = change->owner;
    struct drafting *drafting = call->private_data;
    if (drafting->on_kept)
        drafting->on_kept(call, change->status == 0, drafting->owner);
    else if (change->status == 0)
        answer_draft(call, NULL, drafting->draft.version + 1);
    else
        problem_answer(call, &change->err);
    records_change_free(change);
}

static void change_draft(struct call *call, struct drafting *drafting)
{
    const struct value *value = drafting->way == DRAFTING_SAVE ? drafting->value : NULL;
    struct records_change *change = draft_change(call->service->engine, &drafting->task,
                                                 call->actor, drafting->draft.version, value);
    change->on_done = on_changed;
    change->owner = call;
    call->private_data = drafting;
    engine_change_records(call->service->engine, change);
}

static void on_found(struct reading *reading)
{
    struct call *call = reading->call;
    struct drafting *drafting = reading->plan;
    const struct draft *draft = &drafting->draft;
    struct err err = {0};

    if (drafting->way != DRAFTING_SAVE && value_is_nil(draft->value)) {
        problem_answer_status(call, STATUS_NOT_FOUND, "This person has no draft of the task.");
    } else if (drafting->way == DRAFTING_SHOW) {
        answer_draft(call, draft, draft->version);
    } else if (drafting->expected >= 0 && drafting->expected != draft->version) {
        (void)err_set_at(&err, STATUS_CONFLICT, "stale_version", NULL,
                         "The draft was changed meanwhile, in another window perhaps: it is at "
                         "version %lld. Nothing was kept.",
                         (long long)draft->version);
        problem_answer(call, &err);
    } else {
        change_draft(call, drafting);
    }
}

void drafting_start(struct call *call, enum drafting_way way, const struct value *value,
                    int64_t expected)
{
    struct drafting *drafting = ARENA_NEW(&call->arena, struct drafting);
    *drafting =
        (struct drafting){.way = way, .actor = call->actor, .value = value, .expected = expected};
    if (input_take_id(call, "id", &drafting->task))
        reading_start(call, drafting, look_up, on_found);
}

/* ---- kept by the host ------------------------------------------------------------------------ */

static void on_found_to_keep(struct reading *reading)
{
    struct drafting *drafting = reading->plan;
    if (reading->read.status < 0)
        drafting->on_kept(reading->call, false, drafting->owner);
    else
        change_draft(reading->call, drafting);
}

void drafting_keep(struct call *call, const struct id *task, const struct value *value,
                   void (*on_kept)(struct call *call, bool is_kept, void *owner), void *owner)
{
    struct drafting *drafting = ARENA_NEW(&call->arena, struct drafting);
    *drafting = (struct drafting){.way = DRAFTING_SAVE,
                                  .task = *task,
                                  .actor = call->actor,
                                  .value = value,
                                  .expected = -1,
                                  .on_kept = on_kept,
                                  .owner = owner};
    reading_start_whole(call, drafting, look_up, on_found_to_keep);
}
