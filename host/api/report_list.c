/* report_list.c - GET /api/v1/reports: the rates that workflows declare, by workflow. */
#include "api/endpoints.h"
#include "api/service.h"

const struct input_rule report_list_input[] = {INPUT_LAST};

static struct value *item_of(struct arena *arena, const struct value *thing, const char *name)
{
    struct value *item = value_map(arena);
    value_put(arena, item, "name", value_string(arena, name));
    value_put(arena, item, "zh", value_get(thing, "zh"));
    value_put(arena, item, "en", value_get(thing, "en"));
    return item;
}

static struct value *rates_of(struct arena *arena, const struct value *workflow)
{
    const struct value *rates = value_get(workflow, "rates");
    struct value *list = value_list(arena);

    for (size_t i = 0; i < value_len(rates); i++) {
        const struct member *rate = &rates->map.members[i];
        struct value *item = item_of(arena, rate->value, rate->key.bytes);
        value_put(arena, item, "formula", rate->value);
        value_push(arena, list, item);
    }
    return list;
}

void answer_report_list(struct call *call)
{
    struct arena *arena = &call->arena;
    const struct value *workflows;
    struct value *answer = value_map(arena), *items = value_list(arena);

    if (!input_take(call))
        return;
    workflows = value_get(engine_model(call->service->engine), "workflows");
    for (size_t i = 0; i < value_len(workflows); i++) {
        const struct member *workflow = &workflows->map.members[i];
        struct value *item = item_of(arena, workflow->value, workflow->key.bytes);
        value_put(arena, item, "rates", rates_of(arena, workflow->value));
        value_push(arena, items, item);
    }
    value_put(arena, answer, "items", items);
    call_answer_json(call, 200, answer);
}
