/* me.c - GET /api/v1/me: who the token belongs to. */
#include "api/endpoints.h"
#include "api/service.h"

const struct input_rule me_input[] = {INPUT_LAST};

void answer_me(struct call *call)
{
    struct arena *arena = &call->arena;
    const struct actor *actor = call->actor;
    if (!input_take(call))
        return;
    struct value *answer = value_map(arena);
    value_put(arena, answer, "id", value_string(arena, actor->id));
    value_put(arena, answer, "name", value_string(arena, actor->name));
    value_put(arena, answer, "roles",
              actor->roles ? value_copy(arena, actor->roles) : value_list(arena));
    value_put(arena, answer, "admin", value_bool(arena, actor->is_administrator));
    call_answer_json(call, 200, answer);
}
