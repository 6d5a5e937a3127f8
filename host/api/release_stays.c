/* release_stays.c - GET /api/v1/releases/{digest}/stays: the cases that stay behind the active
 * release until they leave their stage, each with its reason. Sealed ones show to the cleared.
 */
#include "api/endpoints.h"
#include "api/reading.h"
#include "engine/releases.h"

const struct input_rule release_stays_input[] = {
    {.place = INPUT_QUERY,
     .name = "cursor",
     .type = INPUT_INT,
     .most = INT64_MAX,
     .about = "`next` of the page before"},
    INPUT_LIMIT,
    INPUT_LAST,
};

struct stays_plan {
    const char *digest;
    struct stays_page page;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct stays_plan *plan = reading->plan;
    plan->page.eyes = reading->eyes;
    return release_stays(reader, plan->digest, &plan->page, &reading->read.arena, &reading->out,
                         err);
}

void answer_release_stays(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct stays_plan *plan = ARENA_NEW(&call->arena, struct stays_plan);
    plan->digest = call_param(call, "digest");
    plan->page.after = value_get_int(input, "cursor", 0);
    plan->page.limit = input_limit(input);
    reading_start(call, plan, fill, NULL);
}
