/* conflict_list.c - GET /api/v1/conflicts: those of the people one leads; who the party is, nobody
 * can read out of it.
 */
#include "api/endpoints.h"
#include "api/recording.h"

const struct input_rule conflict_list_input[] = {
    INPUT_OF_PERSON,
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

static struct value *show(const struct record_listing *listing, const char *key,
                          const struct value *body, struct arena *arena)
{
    const char *wanted = value_get_text(listing->input, "person");
    const char *person = value_text_or(value_get(body, "person"), "");
    struct value *shown = conflict_shown(listing->staff, body, key, arena);

    if (!actor_leads(listing->actor, listing->staff, person) &&
        strcmp(listing->actor->id, person) != 0)
        return NULL;
    return !wanted || value_is_text(value_get(shown, "person"), wanted) ? shown : NULL;
}

void answer_conflict_list(struct call *call)
{
    record_list_start(call, RECORD_CONFLICT, show);
}
