/* workflow_show.c - GET /api/v1/workflows/{name}: what a workflow declares - stages, forms, clocks,
 * signals, settings, outcomes - and `texts`, all that a person reads of it, by kind and name.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/service.h"
#include "engine/offices.h"

const struct input_rule workflow_show_input[] = {INPUT_LAST};

static struct value *text_of(struct arena *arena, const struct value *thing)
{
    struct value *text = value_map(arena);
    value_put(arena, text, "zh", value_get(thing, "zh"));
    value_put(arena, text, "en", value_get(thing, "en"));
    return text;
}

static struct value *texts_of(struct arena *arena, const struct value *things)
{
    struct value *texts = value_map(arena);
    for (size_t i = 0; things->type == VALUE_MAP && i < things->map.len; i++)
        value_put_slice(arena, texts, things->map.members[i].key,
                        text_of(arena, things->map.members[i].value));
    for (size_t i = 0; things->type == VALUE_LIST && i < value_len(things); i++) {
        const struct value *thing = value_item(things, i);
        if (value_get_text(thing, "id"))
            value_put(arena, texts, value_get_text(thing, "id"), text_of(arena, thing));
    }
    return texts;
}

static struct value *describe(struct arena *arena, const struct value *workflow)
{
    static const char *const kinds[] = {"stages",  "forms",    "clocks",
                                        "signals", "settings", "outcomes"};
    struct value *answer = value_copy(arena, workflow);
    struct value *texts = value_map(arena);

    value_put(arena, texts, "workflow", text_of(arena, workflow));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        value_put(arena, texts, kinds[i], texts_of(arena, value_get(workflow, kinds[i])));
    value_put(arena, answer, "texts", texts);
    return answer;
}

void answer_workflow_show(struct call *call)
{
    if (!input_take(call))
        return;
    const struct value *workflow =
        engine_workflow_model(call->service->engine, "", call_param(call, "name"));
    if (!workflow || value_is_nil(workflow))
        problem_answer_status(call, STATUS_NOT_FOUND,
                              "The active release has no workflow of that name.");
    else
        call_answer_json(call, 200, describe(&call->arena, workflow));
}
