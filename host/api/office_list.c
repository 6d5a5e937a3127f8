/* office_list.c - GET /api/v1/offices: the offices of the active release, each with the code of the
 * one above it; the one at the top first, then by code.
 */
#include "api/endpoints.h"
#include "api/service.h"
#include "engine/offices.h"

const struct input_rule office_list_input[] = {INPUT_LAST};

void answer_office_list(struct call *call)
{
    if (!input_take(call))
        return;
    struct value *answer = value_map(&call->arena);
    value_put(&call->arena, answer, "items", engine_offices(call->service->engine, &call->arena));
    call_answer_json(call, 200, answer);
}
