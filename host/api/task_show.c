/* task_show.c - GET /api/v1/tasks/{id}: one task, with its form and what is to be seen with it.
 *
 *   NONE   personal values stay closed: no right, not asked for, or a disk that cannot record it
 *   ALLOWED --there are personal values--> WANTED --audit row committed--> RECORDED: read again
 *                                             +--disk full--> NONE
 *
 * ETag is the version of the task: sent back as If-Match it refuses an act on a stale page.
 */
#include "api/endpoints.h"
#include "api/personal.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "engine/task_look.h"

const struct input_rule task_show_input[] = {
    INPUT_PERSONAL,
    INPUT_LAST,
};

struct task_plan {
    struct task_look look;
    enum { LOOK_NONE, LOOK_ALLOWED, LOOK_WANTED, LOOK_RECORDED } state;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct task_plan *plan = reading->plan;
    struct task_look *look = &plan->look;

    look->eyes = reading->eyes;
    look->has_personal = false;
    look->is_recorded = plan->state == LOOK_RECORDED;
    int rc = task_look(reading->read.engine, reader, look, &reading->read.arena, err);
    if (rc == 0 && plan->state == LOOK_ALLOWED && look->has_personal)
        plan->state = LOOK_WANTED;
    reading->out = look->out;
    return rc;
}

static void on_filled(struct reading *reading);

static void look_again(struct call *call)
{
    struct task_plan *plan = call->private_data;
    plan->look.editions = engine_take_editions(call->service->engine);
    reading_start_whole(call, plan, fill, on_filled); /* on_filled lets go of the editions */
}

static void on_audited(void *owner, int status)
{
    struct call *call = owner;
    struct task_plan *plan = call->private_data;

    plan->state = status == 0 ? LOOK_RECORDED : LOOK_NONE;
    if (status == 0 || status == STATUS_FULL)
        look_again(call);
    else
        problem_answer_status(call, status, "The look could not be recorded, so nothing is shown.");
}

static void on_filled(struct reading *reading)
{
    struct task_plan *plan = reading->plan;
    struct call *call = reading->call;

    editions_unref(plan->look.editions);
    plan->look.editions = NULL;
    if (reading->read.status < 0) {
        problem_answer(call, &reading->read.err);
        return;
    }
    if (plan->state == LOOK_WANTED) {
        engine_audit(call->service->engine, call->actor, "task.show", &plan->look.case_ref,
                     on_audited, call);
        return;
    }
    call_add_header(call, "ETag",
                    arena_printf(&call->arena, "\"%lld\"", (long long)plan->look.version));
    call_answer_json(call, 200, reading->out);
}

void answer_task_show(struct call *call)
{
    struct task_plan *plan = ARENA_NEW(&call->arena, struct task_plan);
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &plan->look.task))
        return;
    plan->look.actor = call->actor;
    plan->look.is_asked = personal_is_asked(call, input);
    plan->state = value_get_bool(input, "personal", true) ? LOOK_ALLOWED : LOOK_NONE;
    call->private_data = plan;
    look_again(call);
}
