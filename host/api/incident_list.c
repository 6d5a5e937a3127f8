/* incident_list.c - GET /api/v1/incidents: what failed and waits for a person, newest last. */
#include "api/endpoints.h"
#include "api/reading.h"
#include "api/problem.h"
#include "store/lists.h"

const struct input_rule incident_list_input[] = {
    {.place = INPUT_QUERY, .name = "status", .most = 10, .about = "open (unless said) or all"},
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

struct incident_plan {
    bool only_open;
    struct slice cursor;
    size_t limit;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"at", "ended_at", NULL};
    const struct incident_plan *plan = reading->plan;
    int rc = list_incidents(reader, plan->only_open, plan->cursor, plan->limit,
                            &reading->read.arena, &reading->out, err);
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
    struct incident_plan *plan = ARENA_NEW(&call->arena, struct incident_plan);
    plan->only_open = !slice_is(status, "all");
    plan->cursor = input_slice(input, "cursor");
    plan->limit = input_limit(input);
    reading_start(call, plan, fill, NULL);
}
