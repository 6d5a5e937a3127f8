/* conflict_end.c - POST /api/v1/conflicts/{key}/end: it is over, or was wrong; the record is kept.
 */
#include "api/endpoints.h"
#include "api/recording.h"

const struct input_rule conflict_end_input[] = {INPUT_LAST};

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    return recording_end_led(recording, reader, RECORD_CONFLICT, err);
}

void answer_conflict_end(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "conflict_ended", prepare);
}
