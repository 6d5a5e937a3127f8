/* conflict_add.c - POST /api/v1/conflicts: a named conflict that stands in every case (INV-2): of a
 * person with an office, or with a party. Of a party only keyed digests are kept.
 */
#include "api/endpoints.h"
#include "api/recording.h"

const struct input_rule conflict_add_input[] = {
    {.place = INPUT_BODY,
     .name = "person",
     .most = 32,
     .is_required = true,
     .about = "Key of who has the conflict"},
    {.place = INPUT_BODY,
     .name = "office",
     .most = INPUT_NAME_MOST,
     .about = "With this office and those under it"                                             },
    {.place = INPUT_BODY,
     .name = "party",
     .type = INPUT_MAP,
     .about = "Or with a party: {phone, id_number}"                                                   },
    {.place = INPUT_BODY,
     .name = "why",
     .most = 20,
     .about = "kin, interest, former_handler, other"                                                          },
    {.place = INPUT_BODY,                   .name = "from", .most = 40,  .about = "Date or time"},
    {.place = INPUT_BODY,                   .name = "until", .most = 40, .about = "Date (included) or time"                                                         },
    INPUT_LAST,
};

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct arena *arena = &recording->change->arena;
    struct value *body = conflict_input(&recording->checked, recording->input), *former;
    struct record_row row = {0};

    if (value_len(recording->checked.errors) > 0)
        return 0;
    if (!actor_leads(recording->actor, recording->staff, value_get_text(body, "person")))
        return recording_refuse(err);
    const char *key = conflict_key(&recording->checked, body);
    int rc = record_read(reader, RECORD_CONFLICT, key, arena, &row, &former, err);
    if (rc != 0 && rc != STATUS_NOT_FOUND)
        return rc;
    if (rc == STATUS_NOT_FOUND)
        err_clear(err);
    recording_put(recording, RECORD_CONFLICT, key, row.version, body);
    value_put(arena, recording->reply, "key", value_string(arena, key));
    return 0;
}

void answer_conflict_add(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "conflict_added", prepare);
}
