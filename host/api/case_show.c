/* case_show.c - GET /api/v1/cases/{id}: a case as it stands.
 *
 *   may see personal values? --no--> read
 *            +--yes--> audit row --committed--> read with the vault open
 *                          +--disk full--> read with the vault closed
 *
 * Each look at personal values is recorded first; when that fails, nothing is shown. On a full
 * disk, where nothing can be recorded, the case is shown with its personal values closed.
 */
#include "api/endpoints.h"
#include "api/personal.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"

const struct input_rule case_show_input[] = {
    INPUT_PERSONAL,
    INPUT_LAST,
};

struct show_plan {
    struct id ref;
    bool is_personal;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    const struct show_plan *plan = reading->plan;
    const struct show_look look = {.is_personal = plan->is_personal, .eyes = reading->eyes};
    int rc = case_show(reading->read.engine, reader, &plan->ref, &look, &reading->read.arena,
                       &reading->out, err);
    return rc == STATUS_NOT_FOUND ? err_set(err, rc, "There is no such case.") : rc;
}

static void on_audited(void *owner, int status)
{
    struct call *call = owner;
    struct show_plan *plan = call->private_data;

    if (status == STATUS_FULL)
        plan->is_personal = false;
    if (status == 0 || status == STATUS_FULL)
        reading_start(call, plan, fill, NULL);
    else
        problem_answer_status(call, status, "The look could not be recorded, so nothing is shown.");
}

void answer_case_show(struct call *call)
{
    struct show_plan *plan = ARENA_NEW(&call->arena, struct show_plan);
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &plan->ref))
        return;
    plan->is_personal = personal_is_asked(call, input);
    call->private_data = plan;
    if (plan->is_personal)
        engine_audit(call->service->engine, call->actor, "case.show", &plan->ref, on_audited, call);
    else
        reading_start(call, plan, fill, NULL);
}
