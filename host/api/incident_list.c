/* incident_list.c - GET /api/v1/incidents: what failed and waits for a person, newest last. */
#include "api/endpoints.h"
#include "api/reading.h"
#include "api/problem.h"
#include "engine/veil.h"
#include "store/lists.h"

const struct input_rule incident_list_input[] = {
    {.place = INPUT_QUERY, .name = "status", .most = 10, .about = "open (unless said) or all"},
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"at", "ended_at", NULL};
    struct incident_filter *plan = reading->plan;
    plan->eyes = &reading->eyes->list;
    int rc = list_incidents(reader, plan, &reading->read.arena, &reading->out, err);
    if (rc == 0)
        word_item_times(&reading->read.arena, reading->out, times);
    return rc;
}

void answer_incident_list(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct slice status = input_slice(input, "status");
    if (status.len && !slice_is(status, "open") && !slice_is(status, "all")) {
        problem_answer_status(call, STATUS_MALFORMED, "The parameter \"status\" is open or all.");
        return;
    }
    struct incident_filter *plan = ARENA_NEW(&call->arena, struct incident_filter);
    plan->only_open = !slice_is(status, "all");
    plan->cursor = input_slice(input, "cursor");
    plan->limit = input_limit(input);
    reading_start(call, plan, fill, NULL);
}
