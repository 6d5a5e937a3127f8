/* reporting.h - who may ask for figures: who may see the single cases of an office, and so its
 * small numbers, and who may only count.
 */
#pragma once
#include "duty/actor.h"
#include "duty/staff.h"

/* Leads or supervises the office or one above it. */
bool reporting_may_see(const struct actor *actor, const struct staff *staff, const char *office);
/* Leads an office under it, and is told what all of them are told ("": under any). */
bool reporting_sees_some(const struct actor *actor, const struct staff *staff, const char *office);
/* Is a statistician there. */
bool reporting_may_count(const struct actor *actor, const struct staff *staff, const char *office);
/* Is it a role that asks for figures at all? Does he hold one, anywhere? */
bool reporting_is_role(const char *role);
bool reporting_is_anybody(const struct actor *actor);
