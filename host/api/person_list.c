/* person_list.c - GET /api/v1/people: who works here, by key; of an office or with a role.
 * Telephone and mail show to administrators and the head of the office only.
 */
#include "api/endpoints.h"
#include "api/recording.h"

const struct input_rule person_list_input[] = {
    {.place = INPUT_QUERY,
     .name = "office",
     .most = INPUT_NAME_MOST,
     .about = "Who holds a role in this office"                                                   },
    {.place = INPUT_QUERY, .name = "role", .most = INPUT_NAME_MOST, .about = "Who holds this role"},
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

static bool holds(const struct value *body, const char *office, const char *role)
{
    const struct value *memberships = value_get(body, "memberships");
    for (size_t i = 0; i < value_len(memberships); i++) {
        const struct value *one = value_item(memberships, i);
        if ((!office || value_is_text(value_get(one, "office"), office)) &&
            (!role || value_is_text(value_get(one, "role"), role)))
            return true;
    }
    return !office && !role;
}

static struct value *show(const struct record_listing *listing, const char *key,
                          const struct value *body, struct arena *arena)
{
    if (!holds(body, value_get_text(listing->input, "office"),
               value_get_text(listing->input, "role")))
        return NULL;
    return person_shown(
        body, key, actor_leads(listing->actor, listing->staff, value_get_text(body, "id")), arena);
}

void answer_person_list(struct call *call)
{
    record_list_start(call, RECORD_PERSON, show);
}
