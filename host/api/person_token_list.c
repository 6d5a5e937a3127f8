/* person_token_list.c - GET /api/v1/tokens: tokens of people that are in force, never their text.
 */
#include "api/endpoints.h"
#include "api/recording.h"
#include "base/wallclock.h"

const struct input_rule person_token_list_input[] = {
    INPUT_OF_PERSON,
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

static struct value *show(const struct record_listing *listing, const char *key,
                          const struct value *body, struct arena *arena)
{
    static const char token[] = "token/";
    const char *wanted = value_get_text(listing->input, "person");
    const char *person = value_get_text(body, "person");
    struct value *shown = value_map(arena);
    char at[40];

    if (strncmp(key, token, strlen(token)) != 0 || !person ||
        !actor_leads(listing->actor, listing->staff, person))
        return NULL;
    const char *name = shown_person(listing->staff, person);
    if (wanted && strcmp(wanted, name) != 0)
        return NULL;
    value_put(arena, shown, "id", value_string(arena, key + strlen(token)));
    value_put(arena, shown, "person", value_string(arena, name));
    value_put(arena, shown, "label", value_copy(arena, value_get(body, "label")));
    value_put(arena, shown, "at",
              value_string(arena, time_to_text(value_get_int(body, "at", 0), at)));
    return shown;
}

void answer_person_token_list(struct call *call)
{
    record_list_start(call, RECORD_SETTING, show);
}
