/* dispatch_list.c - GET /api/v1/dispatches: where help is wanted that I can give. */
#include "api/endpoints.h"
#include "api/reading.h"
#include "api/service.h"
#include "engine/dispatch_show.h"

const struct input_rule dispatch_list_input[] = {
    {.place = INPUT_QUERY,
     .name = "area",
     .most = INPUT_NAME_MOST,
     .about = "Code of an office: there or under it"                                            },
    {.place = INPUT_QUERY, .name = "skill", .most = INPUT_NAME_MOST, .about = "That asks for it"},
    {.place = INPUT_QUERY,
     .name = "wave",
     .type = INPUT_INT,
     .most = 100,
     .about = "That reached me in this wave"},
    {.place = INPUT_QUERY,
     .name = "all",
     .type = INPUT_YES_NO,
     .about = "Of who organises them: also those not offered to me"                                                                       },
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

struct list_plan {
    struct dispatch_look look;
    struct dispatch_wish wish;
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    struct list_plan *plan = reading->plan;
    plan->look.eyes = reading->eyes;
    int rc = dispatch_list(reading->read.engine, reader, &plan->look, &plan->wish,
                           &reading->read.arena, &reading->out, err);
    dispatch_look_close(&plan->look);
    return rc;
}

void answer_dispatch_list(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct list_plan *plan = ARENA_NEW(&call->arena, struct list_plan);
    plan->wish = (struct dispatch_wish){
        .area = value_get_text(input, "area"),
        .skill = value_get_text(input, "skill"),
        .wave = value_get_int(input, "wave", 0),
        .is_all = value_get_bool(input, "all", false),
        .cursor = input_slice(input, "cursor"),
        .limit = input_limit(input),
    };
    dispatch_look_open(call->service->engine, call->actor, &plan->look);
    reading_start(call, plan, fill, NULL);
}
