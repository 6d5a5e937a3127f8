/* absence_add.c - POST /api/v1/absences {person, from, until, substitutes}: from then on the first
 * substitute who is there is asked what the absent would be. The same again changes it.
 */
#include "api/endpoints.h"
#include "api/recording.h"
#include "base/wallclock.h"

const struct input_rule absence_add_input[] = {
    {.place = INPUT_BODY,
     .name = "person",
     .most = 32,
     .is_required = true,
     .about = "Key of who is away"},
    {.place = INPUT_BODY,                                                              .name = "from",                                            .most = 40, .is_required = true, .about = "Date or time"},
    {.place = INPUT_BODY,
     .name = "until",
     .most = 40,
     .about = "Date (included) or time; without: until it is ended"                                                                                                                                          },
    {.place = INPUT_BODY,
     .name = "substitutes",
     .type = INPUT_LIST,
     .most = 50,
     .about = "Keys, in the order they are asked"},
    {.place = INPUT_BODY,
     .name = "why",
     .most = 20,
     .about = "leave, sick, travel, training, left, other"                                                                                       },
    INPUT_LAST,
};

static int prepare(struct recording *recording, struct reader *reader, struct err *err)
{
    struct arena *arena = &recording->change->arena;
    struct value *body = absence_input(&recording->checked, recording->input), *former;
    const char *person = value_get_text(body, "person");
    struct record_row row = {0};
    char day[16];

    if (value_len(recording->checked.errors) > 0)
        return 0;
    if (!actor_leads(recording->actor, recording->staff, person))
        return recording_refuse(err);
    /* a person's absences by the day they begin: said twice is said once */
    const char *key = arena_printf(arena, "%s@%s", shown_person(recording->staff, person),
                                   date_to_text(date_of(value_get_int(body, "from", 0)), day));
    int rc = record_read(reader, RECORD_ABSENCE, key, arena, &row, &former, err);
    if (rc != 0 && rc != STATUS_NOT_FOUND)
        return rc;
    if (rc == STATUS_NOT_FOUND)
        err_clear(err);
    recording_put(recording, RECORD_ABSENCE, key, row.version, body);
    value_put(arena, recording->reply, "key", value_string(arena, key));
    return 0;
}

void answer_absence_add(struct call *call)
{
    const struct value *input = input_take(call);
    if (input)
        recording_start(call, input, "absence_added", prepare);
}
