/* absence_end.c - POST /api/v1/absences/{key}/end: it is over, or was wrong; the record is kept. */
#include "api/endpoints.h"
#include "api/recording.h"

const struct input_rule absence_end_input[] = {INPUT_LAST};

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    return recording_end_led(recording, reader, RECORD_ABSENCE, err);
}

void answer_absence_end(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "absence_ended", prepare);
}
