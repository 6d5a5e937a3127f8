/* person_end.c - POST /api/v1/people/{key}/end: somebody leaves. The record is kept, tokens are
 * good for nothing from the next request on; the id stays in the journals.
 */
#include "api/endpoints.h"
#include "api/recording.h"

const struct input_rule person_end_input[] = {INPUT_LAST};

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct arena *arena = &recording->change->arena;
    const char *key = recording_person_key(recording);
    struct record_row row;
    struct value *former;
    int rc = recording_read(recording, reader, RECORD_PERSON, key, &row, &former, err);

    if (rc == 0)
        rc = recording_expect(recording, row.version, err);
    if (rc == 0 && !person_may_be_changed(recording->actor, former, former))
        rc = recording_refuse(err);
    if (rc != 0)
        return rc;
    recording_end(recording, RECORD_PERSON, key, row.version, former);
    value_put(arena, recording->reply, "key", value_string(arena, key));
    return 0;
}

void answer_person_end(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "person_ended", prepare);
}
