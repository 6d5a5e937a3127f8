/* activating.c - from a call to an activation and back (activating.h). */
#include "api/activating.h"
#include "api/problem.h"
#include "api/service.h"
#include "base/wallclock.h"

static void on_done(struct activation *activation)
{
    struct call *call = activation->owner;
    struct arena *arena = &call->arena;
    char text[2 * DIGEST_BYTES + 1], at[40];

    if (activation->status != 0) {
        problem_answer(call, &activation->err);
        activation_free(activation);
        return;
    }
    struct value *out = value_map(arena);
    value_put(arena, out, "digest", value_string(arena, digest_to_text(&activation->digest, text)));
    value_put(arena, out, "was_active", value_bool(arena, activation->was_active));
    if (!activation->was_active) {
        value_put(arena, out, "at", value_string(arena, time_to_text(activation->at, at)));
        value_put(arena, out, "stays", value_int(arena, (int64_t)activation->stays));
        if (activation->former)
            value_put(arena, out, "former",
                      value_string(arena, digest_to_text(&activation->former_digest, text)));
    }
    call_answer_json(call, 200, out);
    activation_free(activation);
}

void activating_start(struct call *call, struct activation *activation, const struct value *input)
{
    activation->actor = call->actor;
    activation->why = value_get_text(input, "why");
    activation->on_done = on_done;
    activation->owner = call;
    engine_activate(call->service->engine, activation);
}
