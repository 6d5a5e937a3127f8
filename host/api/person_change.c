/* person_change.c - PATCH /api/v1/people/{key}: what is given takes the place of what was; an empty
 * text or list takes it away. If-Match names the version that was read.
 */
#include "api/endpoints.h"
#include "api/person_rules.h"
#include "api/recording.h"

const struct input_rule person_change_input[] = {
    PERSON_RULES,
    INPUT_MEMBER("without", INPUT_WORDS, 20, "Members to be taken away: phone, email, hours ..."),
    INPUT_LAST,
};

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct arena *arena = &recording->change->arena;
    const char *key = recording_person_key(recording);
    struct record_row row;
    struct value *former;
    int rc = recording_read(recording, reader, RECORD_PERSON, key, &row, &former, err);

    if (rc == 0)
        rc = recording_expect(recording, row.version, err);
    if (rc != 0)
        return rc;
    struct value *body = person_input(&recording->checked, recording->input, former, NULL);
    if (value_len(recording->checked.errors) == 0 &&
        !person_may_be_changed(recording->actor, former, body))
        return recording_refuse(err);
    value_put(arena, recording->reply, "key", value_string(arena, key));
    value_put(arena, recording->reply, "id", value_get(body, "id"));
    if (value_is_equal(former, body)) /* the same again is no change */
        value_put(arena, recording->reply, "version", value_int(arena, row.version));
    else
        recording_put(recording, RECORD_PERSON, key, row.version, body);
    return 0;
}

void answer_person_change(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "person_changed", prepare);
}
