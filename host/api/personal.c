/* personal.c - the right to look at personal values (personal.h) of a case:
 * engine/opened.h says whose it is; here whether a look has to be recorded. */
#include "api/personal.h"
#include "engine/opened.h"

bool personal_is_asked(struct call *call, const struct value *input)
{
    return value_get_bool(input, "personal", true) && opened_for_role(call->actor);
}
