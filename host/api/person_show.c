/* person_show.c - GET /api/v1/people/{key}: one person, by key or id; ETag is the version. */
#include "api/endpoints.h"
#include "api/recording.h"
#include "api/service.h"

const struct input_rule person_show_input[] = {INPUT_LAST};

static struct value *show(const struct record_listing *listing, const char *key,
                          const struct value *body, struct arena *arena)
{
    const char *id = value_get_text(body, "id");
    bool is_own = id && strcmp(listing->actor->id, id) == 0;
    return person_shown(body, key, is_own || actor_leads(listing->actor, listing->staff, id),
                        arena);
}

void answer_person_show(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    record_show_start(call,
                      &(struct record_listing){.kind = RECORD_PERSON, .input = input, .show = show},
                      call_person_key(call));
}
