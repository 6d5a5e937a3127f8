/* roster_list.c - GET /api/v1/rosters: who takes turns at being on duty, by office. */
#include "api/endpoints.h"
#include "api/recording.h"

const struct input_rule roster_list_input[] = {
    {.place = INPUT_QUERY, .name = "office", .most = INPUT_NAME_MOST, .about = "Of this office"},
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

static struct value *show(const struct record_listing *listing, const char *key,
                          const struct value *body, struct arena *arena)
{
    const char *wanted = value_get_text(listing->input, "office");
    if (wanted && !value_is_text(value_get(body, "office"), wanted))
        return NULL;
    return roster_shown(listing->staff, body, key, arena);
}

void answer_roster_list(struct call *call)
{
    record_list_start(call, RECORD_ROSTER, show);
}
