/* outcomes_start.c - POST /api/v1/releases/{digest}/outcomes: compares the cases of a period with
 * what a stored release would have made of them, writing nothing. Answered at once with how it
 * stands. Recorded in the audit log before it begins.
 */
#include "api/endpoints.h"
#include "api/preflights.h"
#include "api/problem.h"
#include "api/service.h"
#include "base/wallclock.h"
#include "engine/outcomes.h"

const struct input_rule outcomes_start_input[] = {
    {.place = INPUT_BODY,
     .name = "from",
     .most = 10,
     .about = "A date such as 2026-01-01: cases begun on it or later"                             },
    {.place = INPUT_BODY, .name = "to", .most = 10, .about = "A date: cases begun on it or before"},
    {.place = INPUT_BODY,
     .name = "workflow",
     .most = INPUT_NAME_MOST,
     .about = "Cases of this workflow only"                                                       },
    INPUT_LAST,
};

static void on_audited(void *owner, int status)
{
    struct call *call = owner;
    const struct outcomes_query *query = call->private_data;
    struct engine *engine = call->service->engine;
    struct err err = {0};

    if (status != 0 && status != STATUS_FULL) {
        problem_answer_status(call, status, "It could not be recorded, so nothing was begun.");
        return;
    }
    if (engine_outcomes(engine, query, &err) != 0) {
        problem_answer(call, &err);
        return;
    }
    call_answer_json(call, 202,
                     outcomes_progress(outcomes_last(engine, query->release), &call->arena));
}

static void start(struct call *call, const struct release_named *release)
{
    struct outcomes_query *query = call->private_data;

    query->release = release->id;
    query->digest = release->digest;
    engine_audit(call->service->engine, call->actor, "release.outcomes", NULL, on_audited, call);
}

static bool take_date(struct call *call, const struct value *input, const char *name, int32_t *out)
{
    const char *text = value_get_text(input, name);

    if (!text || date_from_text(slice_of(text), out))
        return true;
    problem_answer_status(call, STATUS_MALFORMED,
                          "from and to are dates such as 2026-01-31. Nothing was begun.");
    return false;
}

void answer_outcomes_start(struct call *call)
{
    struct value *input = input_take(call);
    struct outcomes_query *query = ARENA_NEW(&call->arena, struct outcomes_query);

    if (!input || !take_date(call, input, "from", &query->from) ||
        !take_date(call, input, "to", &query->to))
        return;
    if (query->from && query->to && query->from > query->to) {
        problem_answer_status(call, STATUS_MALFORMED,
                              "The period ends before it begins: from is later than to.");
        return;
    }
    query->workflow = value_get_text(input, "workflow");
    call->private_data = query;
    preflights_find(call, start);
}
