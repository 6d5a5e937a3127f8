/* personal.c - the right to look at personal values (personal.h). */
#include "api/personal.h"
#include "duty/actor.h"

static bool may_see_personal(struct arena *arena, const struct actor *actor)
{
    struct value *roles = value_list(arena);
    value_push(arena, roles, value_string(arena, "clerk"));
    value_push(arena, roles, value_string(arena, "mediator"));
    return actor->is_administrator || actor_has_one_of(actor, roles);
}

bool personal_is_asked(struct call *call, const struct value *input)
{
    return value_get_bool(input, "personal", true) && may_see_personal(&call->arena, call->actor);
}
