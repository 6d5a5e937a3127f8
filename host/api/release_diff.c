/* release_diff.c - GET /api/v1/releases/{from}/diff/{to}: each file that came, went or changed,
 * with a unified diff, and what changed of the declarations.
 */
#include "api/endpoints.h"
#include "api/reading.h"
#include "engine/releases.h"

const struct input_rule release_diff_input[] = {INPUT_LAST};

struct diff_plan {
    const char *from, *to;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    const struct diff_plan *plan = reading->plan;
    return release_diff(reader, plan->from, plan->to, &reading->read.arena, &reading->out, err);
}

void answer_release_diff(struct call *call)
{
    if (!input_take(call))
        return;
    struct diff_plan *plan = ARENA_NEW(&call->arena, struct diff_plan);
    plan->from = call_param(call, "from");
    plan->to = call_param(call, "to");
    reading_start(call, plan, fill, NULL);
}
