/* me.c - GET /api/v1/me: who the token belongs to. */
#include "api/endpoints.h"
#include "api/service.h"

const struct input_rule me_input[] = {INPUT_LAST};

/* Roles per office, of absent colleagues too: `for` says whose. */
static struct value *memberships_of(struct arena *arena, const struct actor *actor)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; i < actor->membership_count; i++) {
        struct value *item = value_map(arena);
        value_put(arena, item, "office", value_string(arena, actor->memberships[i].office));
        value_put(arena, item, "role", value_string(arena, actor->memberships[i].role));
        value_put(arena, item, "for", value_string(arena, actor->memberships[i].covering));
        value_push(arena, list, item);
    }
    return list;
}

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
    value_put(arena, answer, "memberships", memberships_of(arena, actor));
    value_put(arena, answer, "admin", value_bool(arena, actor->is_administrator));
    call_answer_json(call, 200, answer);
}
