/* case_replay.c - GET /api/v1/cases/{id}/replay: the turns of one stage played again, with what its
 * variables held. A page back, also into a former stage, is `before` = `next` of this one.
 *
 * Shows no personal value; each look is recorded all the same, unless the disk is full.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "engine/trace.h"

const struct input_rule case_replay_input[] = {
    {.place = INPUT_QUERY,
     .name = "at",
     .type = INPUT_INT,
     .most = INT64_MAX,
     .about = "This turn alone, in full"                       },
    {.place = INPUT_QUERY,
     .name = "before",
     .type = INPUT_INT,
     .most = INT64_MAX,
     .about = "Turns before this one; `next` of the page after"},
    INPUT_LIMIT,
    INPUT_LAST,
};

struct replay_plan {
    struct id ref;
    struct trace_ask ask;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    const struct replay_plan *plan = reading->plan;
    return case_trace(reading->read.engine, reader, &plan->ref, &plan->ask, &reading->read.arena,
                      &reading->out, err);
}

static void on_audited(void *owner, int status)
{
    struct call *call = owner;
    if (status == 0 || status == STATUS_FULL)
        reading_start(call, call->private_data, fill, NULL);
    else
        problem_answer_status(call, status, "The look could not be recorded, so nothing is shown.");
}

void answer_case_replay(struct call *call)
{
    struct replay_plan *plan = ARENA_NEW(&call->arena, struct replay_plan);
    const struct value *input = input_take(call);
    if (!input || !input_take_id(call, "id", &plan->ref))
        return;
    plan->ask.at = value_get_int(input, "at", 0);
    plan->ask.before = value_get_int(input, "before", 0);
    plan->ask.limit = input_limit(input);
    call->private_data = plan;
    engine_audit(call->service->engine, call->actor, "case.replay", &plan->ref, on_audited, call);
}
