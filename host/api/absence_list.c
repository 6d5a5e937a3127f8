/* absence_list.c - GET /api/v1/absences: who is away when, and who stands in. */
#include "api/endpoints.h"
#include "api/recording.h"

const struct input_rule absence_list_input[] = {
    INPUT_OF_PERSON,
    INPUT_CURSOR,
    INPUT_LIMIT,
    INPUT_LAST,
};

static struct value *show(const struct record_listing *listing, const char *key,
                          const struct value *body, struct arena *arena)
{
    const char *wanted = value_get_text(listing->input, "person");
    struct value *shown = absence_shown(listing->staff, body, key, arena);
    return !wanted || value_is_text(value_get(shown, "person"), wanted) ? shown : NULL;
}

void answer_absence_list(struct call *call)
{
    record_list_start(call, RECORD_ABSENCE, show);
}
