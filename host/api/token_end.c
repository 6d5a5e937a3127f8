/* token_end.c - POST /api/v1/tokens/{id}/end: a token is good for nothing from the next request on.
 * {id} is what was given with it, or the first 16 digits of its keyed digest.
 */
#include "api/endpoints.h"
#include "api/recording.h"

const struct input_rule token_end_input[] = {INPUT_LAST};

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct arena *arena = &recording->change->arena;
    const char *key = arena_printf(arena, "token/%s", recording->target);
    struct record_row row;
    struct value *body;
    int rc = recording_read(recording, reader, RECORD_SETTING, key, &row, &body, err);

    if (rc == 0 && !actor_leads(recording->actor, recording->staff,
                                value_text_or(value_get(body, "person"), "")))
        rc = recording_refuse(err);
    if (rc == 0)
        recording_end(recording, RECORD_SETTING, key, row.version, body);
    return rc;
}

void answer_token_end(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "token_ended", prepare);
}
