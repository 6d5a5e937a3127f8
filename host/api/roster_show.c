/* roster_show.c - GET /api/v1/rosters/{key}: one roster; ETag is the version. */
#include "api/endpoints.h"
#include "api/recording.h"

const struct input_rule roster_show_input[] = {INPUT_LAST};

static struct value *show(const struct record_listing *listing, const char *key,
                          const struct value *body, struct arena *arena)
{
    return roster_shown(listing->staff, body, key, arena);
}

void answer_roster_show(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        record_show_start(
            call, &(struct record_listing){.kind = RECORD_ROSTER, .input = input, .show = show},
            call_param(call, "key"));
}
