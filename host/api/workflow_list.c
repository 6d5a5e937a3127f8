/* workflow_list.c - GET /api/v1/workflows: what the active release offers. */
#include "api/endpoints.h"
#include "api/service.h"

const struct input_rule workflow_list_input[] = {INPUT_LAST};

static struct value *summary(struct arena *arena, const struct value *workflow)
{
    static const char *const kept[] = {"name", "zh", "en", "start", "code"};
    struct value *item = value_map(arena);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        value_put(arena, item, kept[i], value_get(workflow, kept[i]));
    return item;
}

void answer_workflow_list(struct call *call)
{
    struct arena *arena = &call->arena;
    if (!input_take(call))
        return;
    const struct value *workflows = value_get(engine_model(call->service->engine), "workflows");
    struct value *answer = value_map(arena), *items = value_list(arena);
    for (size_t i = 0; workflows->type == VALUE_MAP && i < workflows->map.len; i++)
        value_push(arena, items, summary(arena, workflows->map.members[i].value));
    value_put(arena, answer, "items", items);
    call_answer_json(call, 200, answer);
}
