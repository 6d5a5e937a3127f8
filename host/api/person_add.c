/* person_add.c - POST /api/v1/people: somebody begins to work here. The key is the login name; the
 * id, which journals hold, is chosen by the host.
 */
#include "api/endpoints.h"
#include "api/person_rules.h"
#include "api/recording.h"
#include "api/service.h"
#include "base/id.h"

const struct input_rule person_add_input[] = {
    {.place = INPUT_BODY,
     .name = "key",
     .most = 32,
     .is_required = true,
     .about = "Login name: letters, digits, . _ -, not a telephone number"},
    PERSON_RULES,
    INPUT_LAST,
};

/* Somebody of this key has left: he comes back under the id he had. */
static int find_former(struct recording *recording, struct reader *reader, const char *key,
                       struct record_row *row, struct value **former, struct err *err)
{
    int rc = record_read(reader, RECORD_PERSON, key, &recording->change->arena, row, former, err);
    if (rc == 0 && row->status != 0)
        return err_set_at(err, STATUS_CONFLICT, "person_exists", NULL,
                          "Somebody has this key already. Choose another, or change that person.");
    if (rc != STATUS_NOT_FOUND)
        return rc;
    err_clear(err);
    *row = (struct record_row){0};
    *former = NULL;
    return 0;
}

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct arena *arena = &recording->change->arena;
    const char *key = value_get_text(recording->input, "key");
    struct record_row row;
    struct value *former;
    struct id id;
    char text[ID_TEXT_LEN + 1];

    int rc = find_former(recording, reader, key, &row, &former, err);
    if (rc != 0)
        return rc;
    if (!staff_key_is_valid(key))
        input_fault(&recording->checked, "key", "wrong_key",
                    "账号为1至32个字母、数字或 . _ -，至少一个字母",
                    "a key has 1 to 32 letters, digits, . _ -, at least one of them a letter");
    chance_id(recording->call->service->chance, &id);
    const char *own = former ? value_get_text(former, "id") : id_to_text(&id, text);
    struct value *body = person_input(&recording->checked, recording->input, NULL, own);
    if (value_len(recording->checked.errors) == 0 &&
        !person_may_be_changed(recording->actor, NULL, body))
        return recording_refuse(err);
    recording_put(recording, RECORD_PERSON, key, row.version, body);
    value_put(arena, recording->reply, "key", value_string(arena, key));
    value_put(arena, recording->reply, "id", value_string(arena, own));
    return 0;
}

void answer_person_add(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "person_added", prepare);
}
