/* actor.h - who does something: a person with roles, known by a token. Immutable and counted by the
 * engine's table of tokens; `admin` may do everything an administrator may, and no more.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/id.h"

struct actor {
    struct id id;
    const char *name;         /* login name, not a personal value */
    const char *const *roles; /* NULL-terminated */
    bool is_admin;            /* role "admin": stands in for every role until people exist */
};

bool actor_has_role(const struct actor *actor, const char *role); /* admins have all */
