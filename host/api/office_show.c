/* office_show.c - GET /api/v1/offices/{code}: one office, with what stands directly under it, where
 * reviews of its decisions and accusations about it go, and how many people hold which role there.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "duty/staff.h"
#include "engine/offices.h"

const struct input_rule office_show_input[] = {INPUT_LAST};

void answer_office_show(struct call *call)
{
    if (!input_take(call))
        return;
    struct value *office =
        engine_office(call->service->engine, call_param(call, "code"), &call->arena);
    if (office)
        call_answer_json(call, 200, office);
    else
        problem_answer_status(call, STATUS_NOT_FOUND,
                              "There is no office of this code. See GET /api/v1/offices.");
}
