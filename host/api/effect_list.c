/* effect_list.c - GET /api/v1/effects: what goes outside, newest first. */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/reading.h"
#include "engine/engine.h"
#include "engine/veil.h"
#include "store/lists.h"

const struct input_rule effect_list_input[] = {
    {.place = INPUT_QUERY, .name = "status", .most = 10,       .about = "pending, done, dead or held"},
    {.place = INPUT_QUERY, .name = "target", .most = 63,       .about = "To this target"             },
    {.place = INPUT_QUERY, .name = "case",   .type = INPUT_ID, .about = "Of this case"               },
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

static int fill(struct reading *reading, struct reader *reader, struct err *err)
{
    static const char *const times[] = {"at", "next_at", NULL};
    struct effect_filter *plan = reading->plan;
    struct arena *arena = &reading->read.arena;

    plan->eyes = &reading->eyes->list;
    int rc = list_effects(reader, plan, arena, &reading->out, err);
    if (rc != 0)
        return rc;
    const struct value *items = value_get(reading->out, "items");
    for (size_t i = 0; i < value_len(items); i++) {
        struct value *item = value_item(items, i);
        value_put(arena, item, "effect", show_closed(arena, value_get(item, "effect")));
        if (!value_is_text(value_get(item, "status"), "pending"))
            value_put(arena, item, "next_at", &value_nil);
    }
    word_item_times(arena, reading->out, times);
    return 0;
}

void answer_effect_list(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    struct effect_filter *plan = ARENA_NEW(&call->arena, struct effect_filter);
    struct slice ref = input_slice(input, "case");
    struct id *id = ARENA_NEW(&call->arena, struct id);
    if (ref.len && id_from_text(ref.bytes, ref.len, id))
        plan->case_ref = id;
    plan->status = input_slice(input, "status");
    plan->target = input_slice(input, "target");
    plan->cursor = input_slice(input, "cursor");
    plan->limit = input_limit(input);
    reading_start(call, plan, fill, NULL);
}
