/* reporting.c - who may ask for figures of which office (reporting.h). */
#include "api/reporting.h"
#include <string.h>

static const char *const seeing[] = {"supervisor", "leader_in_charge", "unit_head", "director",
                                     "secretary",  "auditor",          NULL};
static const char *const counting[] = {"statistician", NULL};

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

/* Everywhere, or in an office that this one is or lies under. */
static bool holds(const struct actor *actor, const struct staff *staff, const char *office,
                  const char *const *roles)
{
    if (actor->is_administrator)
        return true;
    for (size_t i = 0; i < value_len(actor->roles); i++)
        if (is_one_of(value_text_or(value_item(actor->roles, i), ""), roles))
            return true;
    for (size_t i = 0; i < actor->membership_count; i++)
        if (is_one_of(actor->memberships[i].role, roles) &&
            staff_is_within(staff, office, actor->memberships[i].office))
            return true;
    return false;
}

bool reporting_may_see(const struct actor *actor, const struct staff *staff, const char *office)
{
    return holds(actor, staff, office, seeing);
}

bool reporting_sees_some(const struct actor *actor, const struct staff *staff, const char *office)
{
    for (size_t i = 0; i < actor->membership_count; i++)
        if (is_one_of(actor->memberships[i].role, seeing) &&
            (!*office || staff_is_within(staff, actor->memberships[i].office, office)))
            return true;
    return false;
}

bool reporting_may_count(const struct actor *actor, const struct staff *staff, const char *office)
{
    return holds(actor, staff, office, counting);
}

bool reporting_is_role(const char *role)
{
    return is_one_of(role, seeing) || is_one_of(role, counting);
}

bool reporting_is_anybody(const struct actor *actor)
{
    for (size_t i = 0; i < actor->membership_count; i++)
        if (reporting_is_role(actor->memberships[i].role))
            return true;
    for (size_t i = 0; i < value_len(actor->roles); i++)
        if (reporting_is_role(value_text_or(value_item(actor->roles, i), "")))
            return true;
    return actor->is_administrator;
}
