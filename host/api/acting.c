/* acting.c - acts: built from a call, posted to the engine, answered once.
 *
 *   call -> [task: find its case on a worker] -> engine_post -> on_answer -> reply or problem
 *
 * The key of an Idempotency-Key is kept per person, method and path, so that the same key on
 * another task is another request. The route counts as sent: its ids are part of what was asked.
 */
#include "api/acting.h"

#include "api/endpoints.h"
#include "api/input.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "store/lists.h"

static void add_location(struct call *call, const struct value *reply)
{
    const char *id = value_get_text(reply, "id");
    if (id)
        call_add_header(call, "Location", arena_printf(&call->arena, "/api/v1/cases/%s", id));
}

static void on_answer(struct act *act, const struct answer *answer)
{
    struct call *call = act->owner;
    int success = endpoint_notes_of(call)->success;

    if (answer->status != 0) {
        problem_answer_with(call, &answer->err, answer->errors, answer->reply);
        return;
    }
    if (answer->is_repeated)
        call_add_header(call, "Idempotency-Replayed", "true");
    if (success == 201)
        add_location(call, answer->reply);
    call_answer_json(call, success, answer->reply);
}

struct act *acting_new(struct call *call, enum act_kind kind, const struct value *input)
{
    struct act *act = act_new(kind);
    const struct value *data = value_get(input, "data");

    act->actor = call->actor;
    act->data = value_is_nil(data) ? value_map(&act->arena) : value_copy(&act->arena, data);
    act->on_answer = on_answer;
    act->owner = call;
    if (call->idempotency_key)
        act_set_key(call->service->engine, act,
                    arena_printf(&act->arena, "%s %s", call->method, call->path),
                    slice_of(call->idempotency_key), call->body);
    return act;
}

void acting_post(struct call *call, struct act *act)
{
    engine_post(call->service->engine, act);
}

/* ---- tasks: their case is found first ---- */

struct task_plan {
    enum act_kind kind;
    struct id task, case_ref;
    const struct value *input;
};

static int find_case(struct reading *reading, struct reader *reader, struct err *err)
{
    struct task_plan *plan = reading->plan;
    struct part part;
    int rc = list_find_task(reader, &plan->task, &reading->read.arena, &part, &plan->case_ref, err);
    return rc == STATUS_NOT_FOUND ? err_set(err, rc, "There is no such task.") : rc;
}

static void on_case_found(struct reading *reading)
{
    struct call *call = reading->call;
    const struct task_plan *plan = reading->plan;
    struct act *act = acting_new(call, plan->kind, plan->input);
    const char *outcome = value_get_text(plan->input, "outcome");

    act->case_ref = plan->case_ref;
    act->task = plan->task;
    act->outcome = outcome ? arena_text(&act->arena, outcome) : NULL;
    acting_post(call, act);
}

void acting_post_task(struct call *call, enum act_kind kind, const struct value *input)
{
    struct task_plan *plan = ARENA_NEW(&call->arena, struct task_plan);
    if (!input_take_id(call, "id", &plan->task))
        return;
    plan->kind = kind;
    plan->input = input;
    reading_start(call, plan, find_case, on_case_found);
}
