/* person_token_add.c - POST /api/v1/people/{key}/tokens: a token to act as this person. It is shown
 * in this one answer and kept as a digest only, so an Idempotency-Key cannot give it again and is
 * ignored: a lost answer means a new token.
 */
#include "api/endpoints.h"
#include "api/problem.h"
#include "api/recording.h"
#include "api/service.h"
#include "api/token_text.h"

const struct input_rule person_token_add_input[] = {
    {.place = INPUT_BODY,
     .name = "label",
     .most = 64,
     .about = "What it is for, in the list of tokens"},
    INPUT_LAST,
};

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct arena *arena = &recording->change->arena;
    const char *key = recording_person_key(recording);
    struct record_row row;
    struct value *person, *body = value_map(arena);
    struct digest digest;
    char text[2 * DIGEST_BYTES + 1];
    int rc = recording_read(recording, reader, RECORD_PERSON, key, &row, &person, err);

    if (rc == 0 && !person_may_be_changed(recording->actor, person, person))
        rc = recording_refuse(err);
    if (rc != 0)
        return rc;
    const char *token = token_text_new(arena, recording->call->service->chance);
    token_digest(recording->engine, slice_of(token), &digest);
    value_put(arena, body, "digest", value_string(arena, digest_to_text(&digest, text)));
    value_put(arena, body, "person", value_get(person, "id"));
    value_put(arena, body, "label", value_copy(arena, value_get(recording->input, "label")));
    value_put(arena, body, "at", value_int(arena, recording->now_ms));
    const char *record = token_record_key(arena, &digest);
    recording_put(recording, RECORD_SETTING, record, 0, body);
    value_put(arena, recording->reply, "version", &value_nil);
    value_put(arena, recording->reply, "token", value_string(arena, token));
    value_put(arena, recording->reply, "id", value_string(arena, record + strlen("token/")));
    value_put(arena, recording->reply, "person", value_string(arena, key));
    return 0;
}

void answer_person_token_add(struct call *call)
{
    const struct value *input = input_take(call);
    if (!input)
        return;
    call->idempotency_key = NULL;
    recording_start(call, input, "token_added", prepare);
}
