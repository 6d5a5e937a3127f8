/* moving.c - from a call to a move of cases and back (moving.h). */
#include "api/moving.h"
#include "api/problem.h"
#include "api/service.h"

static void on_done(struct carry_many *many)
{
    struct call *call = many->owner;
    struct arena *arena = &call->arena;

    if (many->status != 0) {
        problem_answer(call, &many->err);
    } else if (many->has_ref) {
        call_answer_json(call, 200, value_copy(arena, value_item(many->items, 0)));
    } else {
        struct value *out = value_map(arena);
        value_put(arena, out, "cases", value_int(arena, (int64_t)many->count));
        if (many->is_preview)
            value_put(arena, out, "items", value_copy(arena, many->items));
        call_answer_json(call, 200, out);
    }
    carry_many_free(many);
}

void moving_start(struct call *call, struct carry_many *many, const struct value *input)
{
    many->to = value_get_text(input, "to");
    many->reason = value_get_text(input, "reason");
    many->is_preview = value_get_bool(input, "preview", false);
    many->actor = call->actor;
    many->on_done = on_done;
    many->owner = call;
    engine_carry_many(call->service->engine, many);
}
