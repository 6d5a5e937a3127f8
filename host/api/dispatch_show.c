/* dispatch_show.c - GET /api/v1/dispatches/{id}: one dispatch, as far as it is mine to see.
 *
 *   read --nothing personal in it--> answer
 *     +--I hold a place--> audit row --committed--> read again with the vault open
 *                              +--disk full--> as it was read, without the details
 */
#include <stdlib.h>
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "api/service.h"
#include "engine/dispatch_show.h"

const struct input_rule dispatch_show_input[] = {
    {.place = INPUT_QUERY,
     .name = "posts_after",
     .type = INPUT_INT,
     .most = 100000,
     .about = "`posts_next` of the page before"},
    {.place = INPUT_QUERY,
     .name = "places_after",
     .most = INPUT_NAME_MOST,
     .about = "The last place of the page before"},
    INPUT_LIMIT,
    INPUT_LAST,
};

struct show_plan {
    struct dispatch_look look;
    struct dispatch_request request;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct show_plan *plan = reading->plan;
    plan->look.eyes = reading->eyes;
    int rc = dispatch_show(reading->read.engine, reader, &plan->look, &plan->request,
                           &reading->read.arena, &reading->out, err);
    dispatch_look_close(&plan->look);
    return rc;
}

static void start(struct call *call, struct show_plan *plan, void (*on_filled)(struct reading *))
{
    dispatch_look_open(call->service->engine, call->actor, &plan->look);
    reading_start(call, plan, fill, on_filled);
}

static void on_audited(void *owner, int status)
{
    struct call *call = owner;
    struct show_plan *plan = call->private_data;

    plan->request.is_personal = status == 0;
    if (status == 0 || status == STATUS_FULL)
        start(call, plan, NULL);
    else
        problem_answer_status(call, status, "The look could not be recorded, so nothing is shown.");
}

static void on_looked(struct reading *reading)
{
    struct call *call = reading->call;
    struct show_plan *plan = reading->plan;

    if (!plan->look.needs_audit) {
        call_answer_json(call, 200, reading->out);
        return;
    }
    call->private_data = plan;
    engine_audit(call->service->engine, call->actor, "dispatch.show", &plan->request.ref,
                 on_audited, call);
}

void answer_dispatch_show(struct call *call)
{
    const struct value *input = input_take(call);
    struct show_plan *plan = ARENA_NEW(&call->arena, struct show_plan);
    const char *name, *after;
    if (!input)
        return;
    if (!dispatch_id_read(call_param(call, "id"), &plan->request.ref, &name)) {
        problem_answer_status(call, STATUS_NOT_FOUND, "There is no such dispatch.");
        return;
    }
    after = value_get_text(input, "places_after");
    after = after && strrchr(after, '/') ? strrchr(after, '/') + 1 : after;
    plan->request.name = name;
    plan->request.posts_after = value_get_int(input, "posts_after", 0);
    plan->request.places_after = after ? strtoll(after, NULL, 10) : 0;
    plan->request.limit = input_limit(input);
    start(call, plan, on_looked);
}
