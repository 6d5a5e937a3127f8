/* case_export.c - GET /api/v1/cases/{id}/export: a case in pieces, which `comity case export` puts
 * together (engine/export.h): its head, then its turns page by page, then its releases. No piece
 * holds a personal value. That an export began is recorded, unless the disk is full.
 */
#include "engine/export.h"
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"

const struct input_rule case_export_input[] = {
    {.place = INPUT_QUERY,
     .name = "from",
     .type = INPUT_INT,
     .most = INT64_MAX,
     .about = "The turns from here on; `next` of the piece before"},
    {.place = INPUT_QUERY,
     .name = "release",
     .type = INPUT_INT,
     .most = INT64_MAX,
     .about = "A release that its turns name"                     },
    INPUT_LAST,
};

struct export_plan {
    struct id ref;
    int64_t from, release;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    const struct export_plan *plan = reading->plan;
    struct arena *arena = &reading->read.arena;

    if (plan->release)
        return export_release(reader, plan->release, arena, &reading->out, err);
    if (plan->from)
        return export_turns(reader, &plan->ref, plan->from, arena, &reading->out, err);
    return export_head(reader, &plan->ref, arena, &reading->out, err);
}

static void on_audited(void *owner, int status)
{
    struct call *call = owner;
    if (status == 0 || status == STATUS_FULL)
        reading_start(call, call->private_data, fill, NULL);
    else
        problem_answer_status(call, status,
                              "The export could not be recorded, so nothing is given.");
}

void answer_case_export(struct call *call)
{
    struct export_plan *plan = ARENA_NEW(&call->arena, struct export_plan);
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &plan->ref))
        return;
    plan->from = value_get_int(input, "from", 0);
    plan->release = value_get_int(input, "release", 0);
    call->private_data = plan;
    if (plan->from || plan->release)
        reading_start(call, plan, fill, NULL);
    else
        engine_audit(call->service->engine, call->actor, "case.export", &plan->ref, on_audited,
                     call);
}
