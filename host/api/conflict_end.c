/* conflict_end.c - POST /api/v1/conflicts/{key}/end: it is over, or was wrong; the record is kept.
 */
#include "api/endpoints.h"
#include "api/recording.h"

const struct input_rule conflict_end_input[] = {INPUT_LAST};

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct record_row row;
    struct value *body;
    int rc =
        recording_read(recording, reader, RECORD_CONFLICT, recording->target, &row, &body, err);

    if (rc == 0)
        rc = recording_expect(recording, row.version, err);
    if (rc == 0 && !actor_leads(recording->actor, recording->staff,
                                value_text_or(value_get(body, "person"), "")))
        rc = recording_refuse(err);
    if (rc == 0)
        recording_end(recording, RECORD_CONFLICT, recording->target, row.version, body);
    return rc;
}

void answer_conflict_end(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "conflict_ended", prepare);
}
