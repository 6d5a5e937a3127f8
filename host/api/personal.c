/* personal.c - the right to look at personal values (personal.h): who works on cases. Not who only
 * watches over them (supervisor, auditor, statistician), and not who is shown what a visit needs by
 * his task or place (grid_worker, volunteer). To let another role look: a word below.
 */
#include "api/personal.h"
#include "duty/actor.h"

static const char *const working_roles[] = {
    "clerk",    "intake_clerk", "dispatcher", "unit_clerk", "officer",          "unit_head",
    "mediator", "director",     "organiser",  "secretary",  "leader_in_charge",
};

static bool may_see_personal(struct arena *arena, const struct actor *actor)
{
    struct value *roles = value_list(arena);
    for (size_t i = 0; i < sizeof working_roles / sizeof *working_roles; i++)
        value_push(arena, roles, value_string(arena, working_roles[i]));
    return actor->is_administrator || actor_has_one_of(actor, roles);
}

bool personal_is_asked(struct call *call, const struct value *input)
{
    return value_get_bool(input, "personal", true) && may_see_personal(&call->arena, call->actor);
}
